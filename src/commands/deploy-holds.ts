import type { Instant } from "../domain/ids.ts";
import {
  type DeploySubCommand,
  type DeployTyped,
  type DeployUnderstood,
  type Held,
  wrong,
} from "./deploy-command.ts";
import { type Flagged, takeFlags } from "./deploy-flags.ts";
import {
  environmentsOf,
  missing,
  noSuch,
  reasonOf,
  servicesOf,
  takeEnvironment,
  takeService,
  wordsOf,
} from "./deploy-place.ts";
import { lengthFault, takeLength } from "./length.ts";
import { firstWord } from "./text.ts";
import { type By, takeMoment } from "./time.ts";

/** What holds others back: locks of one place, freezes of an environment or of all. */

export const HOLDS: readonly DeploySubCommand[] = [
  {
    name: "lock",
    usage: "/deploy lock <service> <environment> [why] [--for 2h | --until 18:00] [--steal]",
    summary:
      "Keeps others from deploying there for a while; `--steal` takes the lock from who has it, who is told.",
    timed: true,
    parse: (typed) => onPlace(typed, "lock"),
  },
  {
    name: "unlock",
    usage: "/deploy unlock <service> <environment> [why]",
    summary: "Ends a lock.",
    parse: (typed) => onPlace(typed, "unlock"),
  },
  {
    name: "freeze",
    usage: "/deploy freeze <environment|all> [why] [--until <time> | --for 2h] [--steal]",
    summary: "Nothing is deployed there until it ends or is lifted.",
    timed: true,
    parse: (typed) => onEnvironment(typed, "freeze"),
  },
  {
    name: "thaw",
    usage: "/deploy thaw <environment|all> [why]",
    summary: "Lifts a freeze.",
    parse: (typed) => onEnvironment(typed, "thaw"),
  },
];

const TAKES = { for: "value", until: "value", why: "value", steal: "nothing" } as const;
const LEAVES = { why: "value" } as const;

function onPlace(typed: DeployTyped, does: "lock" | "unlock"): DeployUnderstood {
  const { profile } = typed;
  const flags = takeFlags(wordsOf(typed.text), does === "lock" ? TAKES : LEAVES);
  if (flags.fault !== null) return wrong(flags.fault);
  if (flags.words === "")
    return does === "lock"
      ? { kind: "form", form: { of: "lock", service: null, environment: null } }
      : wrong(missing("service", servicesOf(profile)));
  const { service, known, rest } = takeService(flags.words, profile);
  if (!known) return wrong(noSuch("service", service, servicesOf(profile)));
  const environments = environmentsOf(profile, service);
  const { environment, rest: left } = takeEnvironment(rest, environments);
  if (environment === null) return wrong(noEnvironment(rest, environments));
  return holding(typed, { does, service, environment, left, flags });
}

function onEnvironment(typed: DeployTyped, does: "freeze" | "thaw"): DeployUnderstood {
  const flags = takeFlags(wordsOf(typed.text), does === "freeze" ? TAKES : LEAVES);
  if (flags.fault !== null) return wrong(flags.fault);
  const environments = environmentsOf(typed.profile, null);
  const { environment, rest } = takeEnvironment(flags.words, [...environments, "all"]);
  if (environment === null) return wrong(noEnvironment(flags.words, [...environments, "all"]));
  // An environment of that name goes before the word.
  const isAll = environment === "all" && !environments.includes("all");
  const place = isAll ? null : environment;
  return holding(typed, { does, service: null, environment: place, left: rest, flags });
}

/** A lock on a place that is not there would hold nobody back, and nobody would notice. */
function noEnvironment(words: string, known: readonly string[]): string {
  const typed = firstWord(words.replace(/^(?:to|on|in)(?:\s+|$)/i, "")).word;
  return typed === "" ? missing("environment", known) : noSuch("environment", typed, known);
}

type Holding = Pick<Held, "does"> & {
  readonly service: string | null;
  readonly environment: string | null;
  readonly left: string;
  readonly flags: Flagged;
};

function holding(typed: DeployTyped, { does, service, environment, left, flags }: Holding): DeployUnderstood {
  const end = endOf(left, flags, typed);
  if ("sentence" in end) return wrong(end.sentence);
  const why = reasonOf([end.rest, flags.values.get("why") ?? ""].join(" "));
  const steal = flags.set.has("steal");
  if (steal && why === "")
    return wrong("Who loses it reads why: what is missing is the reason. Nothing was changed.");
  return {
    kind: "hold",
    does,
    ask: { service, environment, why: why || noReason(does), until: end.until, steal },
  };
}

/** A reason stands wherever the lock is told; who ends one owes none. */
function noReason(does: Held["does"]): string {
  return does === "lock" || does === "freeze" ? "no reason given" : "";
}

type End = { readonly until: Instant | null; readonly rest: string } | { readonly sentence: string };

/** As a flag, or in plain words right behind the place or at the very end. Null is how long the manual says. */
function endOf(words: string, { values }: Flagged, typed: DeployTyped): End {
  const lasting = values.get("for");
  const until = values.get("until");
  if (lasting !== undefined && until !== undefined)
    return { sentence: "Say either `--for` or `--until`. Nothing was changed." };
  if (lasting !== undefined) return withWords(forSoLong(lasting, typed), words);
  if (until !== undefined) return withWords(untilThen(until, typed), words);
  return inWords(words, typed);
}

function inWords(words: string, typed: DeployTyped): End {
  const first = /^(for|until|till?)\s+(.+)$/is.exec(words);
  if (first !== null) {
    const end = read(first[1] ?? "", first[2] ?? "", typed);
    if (!("sentence" in end)) return end;
  }
  const last = /^(.*)\s(for|until|till?)\s+(\S+(?:\s+\S+){0,3})$/is.exec(words);
  if (last === null) return { until: null, rest: words };
  const end = read(last[2] ?? "", last[3] ?? "", typed);
  // `waiting for Ben` is a reason.
  return "sentence" in end || end.rest !== ""
    ? { until: null, rest: words }
    : { ...end, rest: last[1] ?? "" };
}

function read(word: string, what: string, typed: By): End {
  return word.toLowerCase() === "for" ? forSoLong(what, typed) : untilThen(what, typed);
}

function withWords(end: End, words: string): End {
  return "sentence" in end ? end : { ...end, rest: `${words} ${end.rest}`.trim() };
}

const LONGEST_MS = 366 * 24 * 3_600_000;

function forSoLong(text: string, { now }: By): End {
  const length = takeLength(text);
  if (length.kind !== "length")
    return { sentence: `${lengthFault(length, "--for 2h")} Nothing was changed.` };
  return checked({ until: now + length.ms, rest: length.rest }, now);
}

function untilThen(text: string, by: By): End {
  const moment = takeMoment(text, by, "future");
  switch (moment.kind) {
    case "at":
      return checked({ until: moment.at, rest: moment.rest }, by.now);
    case "bare":
      return {
        sentence: `Do you mean ${moment.typed}:00, or another time? Type it with minutes, like \`--until ${moment.typed}:00\`. Nothing was changed.`,
      };
    case "no-hour":
      return {
        sentence: "At what time of that day? Type it like `--until tomorrow 9:00`. Nothing was changed.",
      };
    case "not-understood":
      return {
        sentence:
          "I do not understand that time. Type it like `--until 18:00` or `--until tomorrow 9am`, or `--for 2h`. Nothing was changed.",
      };
  }
}

function checked(end: Extract<End, { readonly rest: string }>, now: Instant): End {
  const { until } = end;
  if (until === null || until <= now) return { sentence: "That time is over already. Nothing was changed." };
  return until - now > LONGEST_MS ? { sentence: "That is more than a year. Nothing was changed." } : end;
}
