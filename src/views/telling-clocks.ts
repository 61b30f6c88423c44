import { roleName } from "./headline.ts";
import { tellSuspect } from "./suspect.ts";
import { because, byWhom, type EventOf, late, type Teller, type TellersOf } from "./telling-words.ts";
import { duration, plural } from "./text.ts";

// Promises, reminders and what was made up for: sentences about time.

type ClockEvents =
  | "promise-told"
  | "clocks-paused"
  | "clocks-resumed"
  | "update-asked"
  | "update-snoozed"
  | "deployment-suspected"
  | "nudged"
  | "talked"
  | "caught-up";

export const CLOCK_TELLERS: TellersOf<ClockEvents> = {
  "promise-told": (event, { ink }) => {
    const target = `the ${event.what} target of ${ink.words(event.severity)}`;
    const told = late(event.lateMs, "; told ");
    if (event.share === 100) return `⏰ Missed: ${target} was due ${ink.moment(event.dueAt)}${told}`;
    return `⏳ ${event.share}% of ${target} has passed; it is due ${ink.moment(event.dueAt)}${told}`;
  },
  "clocks-paused": (event, teller) => `⏸ Clocks paused${byWhom(teller)}${because(event.why, teller)}`,
  "clocks-resumed": (event, teller) => {
    const due = event.promises.map(({ what, dueAt }) => `${what} is now due ${teller.ink.moment(dueAt)}`);
    const then = due.length === 0 ? "" : `; ${due.join(", ")}`;
    return `▶ Clocks resumed${byWhom(teller)} after ${duration(event.pausedMs)}${then}`;
  },
  "update-asked": (event, { ink }) =>
    `📣 An update is due (${ink.moment(event.dueAt)}${late(event.lateMs, "; asked ")}): what is known, what is being done, when is the next one?`,
  "update-snoozed": (event, teller) =>
    `Update put off once${byWhom(teller)}: asked for again ${teller.ink.moment(event.until)}; the rhythm stays`,
  "deployment-suspected": (event, { ink }) => tellSuspect(event.deployment, ink),
  nudged: (event, teller) =>
    `👉 ${nudge(event, teller)}${event.lateMs > 0 ? ` (asked ${duration(event.lateMs)} late)` : ""}`,
  /** Kept for the clocks alone; no view shows it. */
  talked: () => "Talk in the channel",
  "caught-up": (event) => {
    const made = [
      event.moved === 0 ? "" : `${plural(event.moved, "escalation", "escalations")} moved`,
      event.reminded === 0 ? "" : `${plural(event.reminded, "reminder", "reminders")} sent late`,
    ].filter((part) => part !== "");
    const away = duration(event.away.to - event.away.from);
    return `💤 I was away ${away}: ${made.length === 0 ? "nothing was due meanwhile" : made.join(", ")}`;
  },
};

function nudge({ about }: EventOf<"nudged">, { ink, profile }: Teller): string {
  switch (about) {
    case "commander": {
      const first = profile.roles[0]?.key;
      return first === undefined
        ? "Nobody leads this yet"
        : `Nobody is ${ink.bold(roleName(profile, first))} yet: who takes it?`;
    }
    case "severity":
      return `Nobody has chosen the severity, so the manual's ${ink.bold(profile.defaultSeverity)} stands: is that right?`;
    case "quiet":
      return "It has gone quiet here: is it still going on?";
  }
}
