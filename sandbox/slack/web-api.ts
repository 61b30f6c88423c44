import { randomUUID } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { Answer, Asked, Handler } from "../http.ts";
import { json } from "../http.ts";
import { Args } from "./args.ts";
import type { Context } from "./context.ts";
import { answerThroughFault, rateLimited } from "./fault.ts";
import { isJson, type Json, parseJson } from "./json.ts";
import type { Method } from "./methods/method.ts";
import { METHODS } from "./methods/table.ts";
import { Refused } from "./refused.ts";

/** One message a second and channel, when asked to be strict. */
const PACE_MS = 1_000;

/** Answers `/slack/api/<method>` over the rules every method shares: token, scopes, pace, faults. */
export function createWebApi(
  ctx: Context,
  faults: Faults,
  options: { readonly strictPace: boolean },
): Handler {
  const lastPost = new Map<string, number>();
  return async (asked) => {
    const name = asked.path.slice("/slack/api/".length);
    const { args, token } = readCall(asked);
    const run = () =>
      options.strictPace && tooSoon(name, args) ? rateLimited(1) : answer(ctx, name, args, token);
    const answered = await answerThroughFault(faults.take("slack", name), asked, run);
    ctx.calls.add({
      at: ctx.now(),
      method: name,
      args: args.values,
      status: answered?.status ?? 0,
      answer: readable(answered),
    });
    return answered;
  };

  function tooSoon(name: string, args: Args): boolean {
    const channel = args.text("channel");
    if (name !== "chat.postMessage" || channel === undefined) return false;
    if (ctx.now() - (lastPost.get(channel) ?? Number.NEGATIVE_INFINITY) < PACE_MS) return true;
    lastPost.set(channel, ctx.now());
    return false;
  }
}

function readCall(asked: Asked): { args: Args; token: string | null } {
  const type = asked.headers["content-type"] ?? "";
  const body = type.includes("application/json")
    ? parseJson(asked.body)
    : Object.fromEntries(new URLSearchParams(asked.body));
  const { token: inline, ...values }: Json = {
    ...Object.fromEntries(asked.query),
    ...(isJson(body) ? body : {}),
  };
  const bearer = /^Bearer (.+)$/i.exec(asked.headers.authorization ?? "")?.[1];
  return { args: new Args(values), token: bearer ?? (typeof inline === "string" ? inline : null) };
}

function answer(ctx: Context, name: string, args: Args, token: string | null): Answer {
  const headers = { "x-oauth-scopes": ctx.scopes.join(","), "x-slack-req-id": randomUUID() };
  try {
    const method = METHODS[name];
    if (method === undefined) throw new Refused("unknown_method", { req_method: name });
    checkToken(ctx, method, token);
    checkScopes(ctx, method, args);
    return json(200, { ok: true, ...method.run(args, ctx) }, headers);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return json(200, { ok: false, error: error.error, ...error.extra }, headers);
  }
}

function checkToken(ctx: Context, method: Method, token: string | null): void {
  if (method.token === "none") return;
  if (token === null || token === "") throw new Refused("not_authed");
  if (token !== ctx.tokens.bot && token !== ctx.tokens.app) throw new Refused("invalid_auth");
  if ((method.token === "app") !== (token === ctx.tokens.app)) throw new Refused("not_allowed_token_type");
}

function checkScopes(ctx: Context, method: Method, args: Args): void {
  for (const needed of method.scopes?.(args, ctx) ?? []) {
    const either = needed.split("|");
    if (either.some((scope) => ctx.scopes.includes(scope))) continue;
    throw new Refused("missing_scope", { needed: either[0], provided: ctx.scopes.join(",") });
  }
}

function readable(answered: Answer): unknown {
  if (answered === null) return null;
  const text = answered.body.toString();
  return parseJson(text) ?? text;
}
