import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, verify } from "node:crypto";
import type { Asked } from "../http.ts";
import type { Repositories } from "./repositories.ts";
import { APP_LOGIN, TOKEN_LOGIN } from "./seed.ts";
import type { Caller } from "./wire.ts";
import type { SandboxRights } from "./world.ts";

/** Who may come in: the bot's token, an installed app with its key, and the tokens that app was given. */

export const APP_ID = 431_207;
export const INSTALLATION_ID = 58_112_904;
const TOKEN_LIVES_MS = 3_600_000;
const LONGEST_JWT_S = 600;
const SKEW_S = 60;

type Grant = {
  readonly expiresAt: number;
  readonly rights: Partial<SandboxRights> | null;
  readonly repositories: readonly string[] | null;
};

export type Visitor =
  | { readonly kind: "caller"; readonly caller: Caller; readonly key: string }
  | { readonly kind: "app" }
  | { readonly kind: "nobody" }
  | { readonly kind: "refused"; readonly message: string };

export class Access {
  readonly #token: string;
  readonly #repositories: Repositories;
  readonly #now: () => number;
  readonly #grants = new Map<string, Grant>();
  #key: { readonly pem: string; readonly publicKey: KeyObject } | null = null;

  constructor(options: {
    readonly token: string;
    readonly repositories: Repositories;
    readonly now: () => number;
  }) {
    this.#token = options.token;
    this.#repositories = options.repositories;
    this.#now = options.now;
  }

  /** The key is made when it is first asked for, so that none lies about in a file. */
  privateKey(): string {
    if (this.#key === null) {
      const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
      const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      this.#key = { pem, publicKey: createPublicKey(privateKey) };
    }
    return this.#key.pem;
  }

  /** Stateless in form, as GitHub makes them since 2026: longer than the 40 characters of before. */
  grant(ask: Omit<Grant, "expiresAt">): { readonly token: string; readonly expiresAt: number } {
    const part = () => randomBytes(48).toString("base64url");
    const token = `ghs_${APP_ID}_${part()}.${part()}.${part()}`;
    const expiresAt = this.#now() + TOKEN_LIVES_MS;
    this.#grants.set(token, { ...ask, expiresAt });
    return { token, expiresAt };
  }

  visitor({ headers }: Pick<Asked, "headers">): Visitor {
    const { authorization } = headers;
    if (authorization === undefined) return { kind: "nobody" };
    const [, secret = ""] = /^(?:bearer|token) (\S+)$/i.exec(authorization) ?? [];
    if (secret.startsWith("eyJ")) return this.#app(secret);
    if (secret === this.#token) return this.#caller("token", this.#repositories.rights(), null, "token");
    const grant = this.#grants.get(secret);
    if (grant === undefined || grant.expiresAt <= this.#now())
      return { kind: "refused", message: "Bad credentials" };
    const rights = { ...this.#repositories.rights(), ...grant.rights };
    return this.#caller("installation", rights, grant.repositories, "installation");
  }

  #caller(
    kind: Caller["kind"],
    rights: SandboxRights,
    repositories: Caller["repositories"],
    key: string,
  ): Visitor {
    const who = this.#repositories.login(kind === "token" ? TOKEN_LOGIN : APP_LOGIN);
    return { kind: "caller", key, caller: { kind, who, rights, repositories } };
  }

  #app(jwt: string): Visitor {
    const fault = this.#faultOf(jwt);
    return fault === null ? { kind: "app" } : { kind: "refused", message: fault };
  }

  #faultOf(jwt: string): string | null {
    const [head = "", claims = "", signature = ""] = jwt.split(".");
    const undecodable = "A JSON web token could not be decoded";
    const [header, { iss, iat, exp }] = [decoded(head), decoded(claims)];
    if (this.#key === null || header["alg"] !== "RS256" || String(iss) !== String(APP_ID)) return undecodable;
    const signed = Buffer.from(`${head}.${claims}`);
    const isOurs = verify("RSA-SHA256", signed, this.#key.publicKey, Buffer.from(signature, "base64url"));
    if (!isOurs) return undecodable;
    const nowS = this.#now() / 1_000;
    if (typeof exp !== "number" || exp < nowS)
      return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    if (exp > nowS + LONGEST_JWT_S + SKEW_S)
      return "'Expiration time' claim ('exp') is too far in the future";
    if (typeof iat !== "number" || iat > nowS + SKEW_S)
      return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    return null;
  }
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}; // any fields
  } catch {
    return {};
  }
}
