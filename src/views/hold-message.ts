import type { SlackUserId } from "../domain/ids.ts";
import type { Allowed, Profile } from "../domain/profile.ts";
import type { HoldResult } from "../engine/deployment-ports.ts";
import type { Hold } from "../engine/deployment-store.ts";
import type { Message } from "./blocks.ts";
import { context, message, section, within } from "./blocks.ts";
import { fromWords } from "./deployment-words.ts";
import { ending, holdLine, placeOf, reason, until } from "./hold-lines.ts";
import { date, person, plural, say, typed, unstopped } from "./text.ts";

// What is said of locks and freezes: to who asked, and to whom they belong.

function saying(words: string): Message {
  return message(words, [section(words)]);
}

const NOUN: Readonly<Record<Hold["kind"], string>> = { lock: "lock", freeze: "freeze" };
const DONE: Readonly<Record<Hold["kind"], string>> = { lock: "locked", freeze: "frozen" };

/** To whoever lost it: by whom and why. */
export function holdTaken(hold: Hold, taken: { readonly by: SlackUserId; readonly why: string }): Message {
  const why =
    taken.why.trim() === "" ? "They gave no reason" : `Their reason: ${unstopped(say(taken.why, 300))}`;
  return saying(
    `⚠️ ${person(taken.by)} took away your ${NOUN[hold.kind]} of *${placeOf(hold)}* (${reason(hold)}). ${why}. You hold nobody back there any more; talk to them before you go on.`,
  );
}

/** To whom it belongs, a while before its end. */
export function holdEnds(hold: Hold): Message {
  const longer =
    hold.kind === "lock"
      ? typed(
          `/deploy lock ${hold.service ?? "<service>"} ${hold.environment ?? "<environment>"} <why> --for 2h`,
        )
      : typed(`/deploy freeze ${hold.environment ?? "all"} <why> --until <time>`);
  const when = hold.until === null ? "soon" : date(hold.until);
  return saying(
    `⏰ Your ${NOUN[hold.kind]} of *${placeOf(hold)}* (${reason(hold)}) ends ${when}, and then others may deploy there. ${longer} keeps it; ${ending(hold)} ends it now.`,
  );
}

/** To whom it belonged: its time is over. */
export function holdReleased(hold: Hold): Message {
  return saying(
    `🔓 Your ${NOUN[hold.kind]} of *${placeOf(hold)}* (${reason(hold)}) is over. What waited for it goes on by itself, unless something else holds it back.`,
  );
}

export type HoldDoing = "lock" | "unlock" | "freeze" | "thaw";

/** What came of it, to who asked. `place` is what they named. */
export function holdReply(
  does: HoldDoing,
  place: Pick<Hold, "service" | "environment">,
  result: HoldResult,
  profile: Profile,
): Message {
  switch (result.kind) {
    case "held":
      return saying(held(result));
    case "released":
      return saying(
        `🔓 The ${NOUN[result.hold.kind]} of *${placeOf(result.hold)}* is lifted. What waited for it goes on by itself, unless something else holds it back.`,
      );
    case "taken":
      return saying(taken(does, result.hold));
    case "none":
      return saying(
        `There is no ${does === "unlock" ? "lock" : "freeze"} of *${placeOf(place)}*, so nothing was changed. ${typed("/deploy locks")} shows every lock and freeze.`,
      );
    case "may-not":
      return saying(mayNot(result, profile));
  }
}

function held({ hold, takenFrom }: Extract<HoldResult, { readonly kind: "held" }>): string {
  const from =
    takenFrom === null ? "" : ` ${person(takenFrom.by)}, who had it, is told that you took it and why.`;
  const sign = hold.kind === "lock" ? "🔒" : "🧊";
  const who =
    hold.kind === "lock"
      ? "Only you deploy there meanwhile"
      : "Nothing new is deployed there meanwhile; rolling back stays possible";
  return `${sign} *${placeOf(hold)}* is ${DONE[hold.kind]} ${until(hold)}: ${reason(hold)}. ${who}.${from} ${ending(hold)} ends it.`;
}

function taken(does: HoldDoing, hold: Hold): string {
  const has = `${person(hold.by)} has *${placeOf(hold)}* ${DONE[hold.kind]} since ${date(hold.since)}, ${until(hold)}: ${reason(hold)}`;
  if (does === "unlock" || does === "thaw")
    return `${has}. It is theirs to end, or for whoever may break the glass: ask them. Nothing was changed.`;
  const word =
    does === "lock"
      ? `/deploy lock ${hold.service ?? "<service>"} ${hold.environment ?? "<environment>"}`
      : `/deploy freeze ${hold.environment ?? "all"}`;
  return `${has}. Ask them; or ${typed(`${word} <why> --steal`)} takes it away, and they are told why. Nothing was changed.`;
}

function mayNot(
  { what, known }: Extract<HoldResult, { readonly kind: "may-not" }>,
  { delivery }: Profile,
): string {
  const doing = what === "deploy" ? "hold others back" : "take away or end what others hold";
  if (!known)
    return `Tocsin cannot find out now whether you may ${doing}, and what is not known is no: nothing was changed. Try again in a minute.`;
  const who = what === "deploy" ? delivery.mayDeploy : delivery.mayOverride;
  return `You may not ${doing}: the manual lets ${allowed(who)}. Ask one of them. Nothing was changed.`;
}

function allowed(who: Allowed): string {
  if (who === "everyone") return "everybody who is no guest";
  return who.length === 0 ? "nobody" : fromWords(who);
}

const ROOM = 8600;

/** Everything that holds others back now. */
export function holdList(holds: readonly Hold[]): Message {
  if (holds.length === 0) return saying("Nothing is locked or frozen by people.");
  const title = `${plural(holds.length, "lock or freeze", "locks and freezes")}`;
  const { blocks, left } = within(
    holds.slice(0, 40).map((hold) => [section(`*${placeOf(hold)}* ${holdLine(hold)}`)]),
    ROOM,
  );
  const more = left + Math.max(0, holds.length - 40);
  return message(title, [context(title), ...blocks, ...(more === 0 ? [] : [context(`${more} more.`)])]);
}
