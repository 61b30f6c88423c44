import { createSign } from "node:crypto";
import type { Hub } from "./github-hub.ts";

/** What an app signs with its own key to ask for a token; `claims` make it a bad one. */
export function appJwt(
  hub: Hub,
  claims: Readonly<Record<string, unknown>> = {},
  key = hub.world.app().privateKey,
): string {
  const nowS = Math.floor(hub.clock.now() / 1_000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const usual = { iat: nowS - 30, exp: nowS + 570, iss: hub.world.app().appId };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part({ ...usual, ...claims })}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}
