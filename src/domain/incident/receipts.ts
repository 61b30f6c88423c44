import type { EffectKind } from "../effect.ts";
import type { EffectId, SlackUserId } from "../ids.ts";
import { accept, type CommandOf, type Given, QUIET, refuse, tidy, tooLong } from "./answer.ts";
import type { Decision } from "./decision.ts";
import { add, draftOf, settled } from "./draft.ts";
import { pageWord } from "./effect-id.ts";
import type { IncidentEvent } from "./event.ts";
import type { Incident, OpenTrouble } from "./incident.ts";
import { stallRefused } from "./proof.ts";

/** What came of the bot's own doings: receipts, troubles, and what people decide about troubles. */

type Work = { readonly effect: EffectId; readonly kind: EffectKind };

/** A receipt becomes the event that only the other side can cause. Late and repeated ones are quiet, but cure what was in trouble. */
export function recordReceipt(given: Given, command: CommandOf<"record-receipt">): Decision {
  const { incident } = given;
  const learnt = learntFrom(given, command);
  const trouble = incident.troubles.find((open) => isSameWork(open, command));
  const cured: readonly IncidentEvent[] = trouble === undefined ? [] : [curedOf(trouble)];
  const events = learnt === null ? cured : [learnt, ...cured];
  return events.length === 0 ? QUIET : accept(...events);
}

/** Once per effect, state and reason. Trouble with what has been done meanwhile is no longer true. */
export function recordTrouble(given: Given, command: CommandOf<"record-trouble">): Decision {
  const { incident } = given;
  if (isDone(incident, command)) return QUIET;
  const told = incident.troubles.some(
    (open) =>
      isSameWork(open, command) && open.state === command.state && open.reason === command.trouble.reason,
  );
  if (told) return QUIET;
  const { effect, kind, what, trouble, state } = command;
  const troubled = add(draftOf(given), { type: "effect-troubled", effect, kind, what, trouble, state });
  const page = incident.pages.find((one) => one.effect === effect);
  return settled(page !== undefined && state === "failed" ? stallRefused(troubled, page) : troubled);
}

/**
 * The stored effect goes back in the queue under its own id, so that the other side recognises it. What still goes
 * on by itself is not put there a second time: two tries at once would not find each other's message.
 */
export function tryAgain({ incident }: Given, command: CommandOf<"try-again">): Decision {
  const trouble = incident.troubles.find(({ effect }) => effect === command.effect);
  if (trouble === undefined) return refuse({ reason: "nothing-to-retry" });
  const { effect, kind, what, state } = trouble;
  return accept({ type: "effect-retried", effect, kind, what, hurried: state === "retrying" });
}

/** A person takes it on: the trouble leaves the card, with their name and reason on the timeline. */
export function waive({ incident }: Given, command: CommandOf<"waive">): Decision {
  const trouble = incident.troubles.find(({ effect }) => effect === command.effect);
  if (trouble === undefined) return refuse({ reason: "nothing-to-retry" });
  const long = tooLong(command.why);
  if (long !== null) return refuse(long);
  const { effect, kind, what } = trouble;
  return accept({ type: "effect-waived", effect, kind, what, why: tidy(command.why) });
}

/** Level-triggered effects of one kind are one work: the latest success makes good every earlier failure. */
export function isSameWork(one: Work, other: Work): boolean {
  return one.effect === other.effect || (one.kind === other.kind && isLevelTriggered(one.kind));
}

function isLevelTriggered(kind: EffectKind): boolean {
  return kind === "set-topic" || kind === "refresh-card" || kind === "refresh-announcement";
}

function isDone(incident: Incident, work: Work): boolean {
  if (work.kind === "create-channel") return incident.channel !== null;
  if (work.kind === "post-card") return incident.card !== null;
  if (work.kind === "announce") return incident.announcement !== null;
  return incident.pages.some(({ effect, acceptedAt }) => effect === work.effect && acceptedAt !== null);
}

function curedOf({ effect, kind, what }: OpenTrouble): IncidentEvent {
  return { type: "effect-cured", effect, kind, what };
}

function learntFrom({ incident, at }: Given, command: CommandOf<"record-receipt">): IncidentEvent | null {
  const { receipt } = command;
  switch (receipt.type) {
    case "channel":
      if (incident.channel !== null) return null;
      return { type: "channel-created", channel: receipt.id, name: receipt.name };
    case "message":
      return learntFromMessage(incident, command.kind, receipt);
    case "page": {
      const page = incident.pages.find(({ effect }) => effect === command.effect);
      if (page === undefined || page.acceptedAt !== null) return null;
      const { pagerDutyId, url, via, unknown } = receipt;
      const afterMs = at - page.requestedAt;
      const { effect, policy } = page;
      return { type: "page-accepted", effect, policy, pagerDutyId, url, via, unknown, afterMs };
    }
    case "summon":
      return learntFromSummon(incident, command.effect, receipt.users);
    case "file":
      if (incident.postmortem?.fileId === receipt.fileId) return null;
      return { type: "postmortem-shared", fileId: receipt.fileId, permalink: receipt.permalink };
    case "plain":
      return null;
  }
}

/** Whom a page was to wake and who was told of it in Slack; those of a second summons join the first. */
function learntFromSummon(
  { pages }: Incident,
  effect: EffectId,
  users: readonly SlackUserId[],
): IncidentEvent | null {
  const page = pages.find((one) => pageWord(one.effect) === effect.split("/").slice(3).join("/"));
  if (page === undefined) return null;
  const { summoned } = page;
  if (summoned !== null && users.every((user) => summoned.includes(user))) return null;
  return { type: "summoned", page: page.effect, users };
}

/** Another message than the known one means that the first was deleted and posted anew: from now on that one is edited. */
function learntFromMessage(
  incident: Incident,
  kind: EffectKind,
  { channel, ts }: Extract<CommandOf<"record-receipt">["receipt"], { readonly type: "message" }>,
): IncidentEvent | null {
  if (kind === "post-card") return incident.card?.ts === ts ? null : { type: "card-posted", channel, ts };
  if (kind === "announce")
    return incident.announcement?.ts === ts ? null : { type: "announced", channel, ts };
  return null;
}
