import type { Effect } from "../domain/effect.ts";
import type { EffectId, SlackUserId } from "../domain/ids.ts";
import type { PageNews, Receipt } from "../domain/incident/command.ts";
import type { Incident, PostedMessage } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Who } from "./page-news.ts";
import type { Attempt, Chat, Outcome, Pager, Views } from "./ports.ts";
import type { Store } from "./store.ts";

/** What one attempt at an effect is handed and what it answers. */

export type Outside = {
  readonly chat: Chat;
  readonly pager: Pager;
  readonly views: Views;
  readonly store: Pick<Store, "timeline" | "secondWay">;
  readonly people: LastKnown;
};

export type Performing = {
  readonly effect: Effect;
  readonly incident: Incident;
  readonly profile: Profile;
  readonly attempt: Attempt;
};

/** `moot`: the world has moved on and there is nothing to do; nobody is told that it was done. */
export type Performed =
  | (Exclude<Outcome<Receipt>, { kind: "done" }> & {
      /** Whom it was not done for, where it was done for others. */
      readonly whom?: readonly SlackUserId[];
    })
  | Extract<Outcome<Receipt>, { kind: "done" }>
  | { readonly kind: "moot"; readonly why: string }
  /** There is nobody to be called there: the next step's turn comes at once. */
  | { readonly kind: "nobody"; readonly why: string }
  /** An earlier page was answered meanwhile: with that told, it is looked at again whether this is still to be done. */
  | { readonly kind: "answered"; readonly page: EffectId; readonly news: PageNews };

/** What was known when it could last be asked. */
interface LastKnown extends Who {
  /** E-mail addresses of those on call for a PagerDuty policy; empty when that was never known. */
  onCallEmails(policy: string): readonly string[];
  /** The same of a PagerDuty schedule. */
  onScheduleEmails(schedule: string): readonly string[];
}

export const PLAIN: Receipt = { type: "plain" };

export function noChannel(): Performed {
  return { kind: "moot", why: "the incident has no channel" };
}

export function plain(outcome: Outcome<null>): Outcome<Receipt> {
  return outcome.kind === "done" ? { kind: "done", receipt: PLAIN } : outcome;
}

export function message(outcome: Outcome<PostedMessage>): Outcome<Receipt> {
  return outcome.kind === "done"
    ? { kind: "done", receipt: { type: "message", ...outcome.receipt } }
    : outcome;
}
