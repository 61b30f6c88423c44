import type { Profile } from "../domain/profile.ts";
import { takeLabel } from "./address.ts";
import {
  type DeploySubCommand,
  type DeployTyped,
  type DeployUnderstood,
  type Propose,
  wrong,
} from "./deploy-command.ts";
import { takeFlags } from "./deploy-flags.ts";
import { missing, reasonOf, wordsOf } from "./deploy-place.ts";
import { proposing, reasonIn } from "./deploy-words.ts";
import { takeMoment } from "./time.ts";

/** Backups and what brings a system back. */

export const RECOVERY: readonly DeploySubCommand[] = [
  {
    name: "backup",
    usage: "/deploy backup [name] [--why <text>]",
    summary: "Has a backup taken; without a name it shows how old each one is.",
    parse: (typed) => (typed.text === "" ? { kind: "backups" } : ofBackup(typed, "backup")),
  },
  {
    name: "verify-backup",
    usage: "/deploy verify-backup <name> [--why <text>]",
    summary: "Has the newest backup checked.",
    parse: (typed) => ofBackup(typed, "verify-backup"),
  },
  {
    name: "restore",
    usage: "/deploy restore <name> [--to <time>] [--why <text>]",
    summary: "Proposes to restore a backup, the newest or that of a time; says what would be lost.",
    timed: true,
    parse: restore,
  },
  {
    name: "failover",
    usage: "/deploy failover <plan> [--why <text>]",
    summary: "Proposes a recovery plan of the manual.",
    parse: failover,
  },
];

const FLAGS = { why: "value", "dry-run": "nothing" } as const;

function ofBackup(typed: DeployTyped, kind: "backup" | "verify-backup"): DeployUnderstood {
  const flags = takeFlags(wordsOf(typed.text), FLAGS);
  if (flags.fault !== null) return wrong(flags.fault);
  const { key, rest } = takeBackup(flags.words, typed.profile);
  if (key === "") return wrong(missing("backup", keysOf(typed.profile)));
  const why = reasonIn(reasonOf(rest), flags);
  return proposing(typed, {
    kind,
    ...placeOf(key, typed.profile.delivery.backups),
    why,
    dryRun: flags.set.has("dry-run"),
  });
}

function restore(typed: DeployTyped): DeployUnderstood {
  const flags = takeFlags(wordsOf(typed.text), { ...FLAGS, to: "value" });
  if (flags.fault !== null) return wrong(flags.fault);
  const { key, rest } = takeBackup(flags.words, typed.profile);
  if (key === "") return { kind: "form", form: { of: "restore", backup: null } };
  const behind = /^to\s+(.+)$/is.exec(rest)?.[1];
  const time = flags.values.get("to") ?? behind;
  const moment = time === undefined ? null : takeMoment(time, typed, "past");
  if (moment !== null && moment.kind !== "at") return wrong(timeFault(moment));
  const left = reasonOf([behind === undefined ? rest : "", moment?.rest ?? ""].join(" ").trim());
  return proposing(typed, {
    kind: "restore",
    ...placeOf(key, typed.profile.delivery.backups),
    restoreTo: moment?.at ?? null,
    why: reasonIn(left, flags),
    dryRun: flags.set.has("dry-run"),
  });
}

type Unclear = Exclude<ReturnType<typeof takeMoment>, { readonly kind: "at" }>;

function timeFault(moment: Unclear): string {
  switch (moment.kind) {
    case "bare":
      return `Do you mean ${moment.typed}:00, or another time? Type it with minutes, like \`--to ${moment.typed}:00\`. Nothing was proposed.`;
    case "no-hour":
      return "At what time of that day? Type it like `--to yesterday 14:30`. Nothing was proposed.";
    case "not-understood":
      return "I do not understand that time. Type it like `--to 14:30`, `--to yesterday 14:30` or `--to 2026-11-21 14:30`. Nothing was proposed.";
  }
}

function failover(typed: DeployTyped): DeployUnderstood {
  const flags = takeFlags(wordsOf(typed.text), FLAGS);
  if (flags.fault !== null) return wrong(flags.fault);
  const plans = typed.profile.delivery.recovery;
  const { label, rest } = takeLabel(
    flags.words,
    plans.flatMap(({ key, name }) => [key, name]),
  );
  if (label === "")
    return wrong(
      missing(
        "recovery plan",
        plans.map(({ key }) => key),
      ),
    );
  const named = plans.find(({ key, name }) =>
    [key, name].some((one) => one.toLowerCase() === label.toLowerCase()),
  );
  return proposing(typed, {
    kind: "failover",
    ...placeOf(named?.key ?? label, plans),
    why: reasonIn(reasonOf(rest), flags),
    dryRun: flags.set.has("dry-run"),
  });
}

type Described = { readonly key: string; readonly service: string; readonly environment: string };

/** Where the manual has it; of what it does not know the rules say so. */
export function placeOf(
  key: string,
  known: readonly Described[],
): Pick<Propose, "subject" | "service" | "environment"> {
  const found = known.find((one) => one.key.toLowerCase() === key.toLowerCase());
  return {
    subject: found?.key ?? key,
    service: found?.service ?? "",
    environment: found?.environment ?? "",
  };
}

function takeBackup(words: string, profile: Profile): { readonly key: string; readonly rest: string } {
  const { label, rest } = takeLabel(words, keysOf(profile));
  return { key: label, rest };
}

function keysOf({ delivery }: Profile): readonly string[] {
  return delivery.backups.map(({ key }) => key);
}
