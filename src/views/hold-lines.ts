import type { Hold } from "../engine/deployment-store.ts";
import { date, person, say, typed, unstopped } from "./text.ts";

// Locks and freezes in words.

type Place = Pick<Hold, "service" | "environment">;

/** `api in production`, `all of production`, `everything`. Mrkdwn. */
export function placeOf({ service, environment }: Place): string {
  if (service === null) return environment === null ? "everything" : `all of ${say(environment, 60)}`;
  return environment === null
    ? `all of ${say(service, 60)}`
    : `${say(service, 60)} in ${say(environment, 60)}`;
}

/** What ends it. Unescaped. */
function endingCommand({ kind, service, environment }: Pick<Hold, "kind"> & Place): string {
  if (kind === "freeze") return `/deploy thaw ${environment ?? "all"}`;
  return `/deploy unlock ${service ?? "<service>"} ${environment ?? "<environment>"}`;
}

/** The same as code, for a sentence. */
export function ending(hold: Pick<Hold, "kind"> & Place): string {
  return typed(endingCommand(hold));
}

export function reason({ why }: Pick<Hold, "why">): string {
  return why.trim() === "" ? "no reason given" : unstopped(say(why, 300));
}

export function until({ until: end }: Pick<Hold, "until">): string {
  return end === null ? "until somebody lifts it" : `until ${date(end)}`;
}

/** `🔒 api in production is locked by @ann since 10:02, until 12:00: hotfix. …` */
export function holdLine(hold: Hold): string {
  const [signed, word] = hold.kind === "lock" ? ["🔒", "locked"] : ["🧊", "frozen"];
  return `${signed} ${word} by ${person(hold.by)} since ${date(hold.since)}, ${until(hold)}: ${reason(hold)}. ${ending(hold)} lifts it.`;
}
