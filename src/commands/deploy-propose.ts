import { type DeploySubCommand, type DeployTyped, type DeployUnderstood, wrong } from "./deploy-command.ts";
import { takeFlags } from "./deploy-flags.ts";
import {
  code,
  environmentsOf,
  missing,
  noSuch,
  reasonOf,
  servicesOf,
  takeService,
  takeTarget,
  takeVersion,
  wordsOf,
} from "./deploy-place.ts";
import { RECOVERY } from "./deploy-recovery.ts";
import { proposing, reasonIn } from "./deploy-words.ts";
import { firstWord } from "./text.ts";

/** What is proposed: a version goes out, or back. */

export const DEPLOY: DeploySubCommand = {
  name: "deploy",
  usage: "/deploy <service> [ref] to <environment> [--why <text>]",
  summary: "Proposes a deployment; whoever the manual names approves it by a button.",
  parse: deploy,
};

const ROLLBACK: DeploySubCommand = {
  name: "rollback",
  usage: "/deploy rollback <service> [to <version>] in <environment> [--database yes|no] [--why <text>]",
  summary: "Proposes to go back, to the last good version unless you name another one.",
  parse: rollback,
};

const DRY_RUN: DeploySubCommand = {
  name: "dry-run",
  usage: "/deploy dry-run <service> [ref] to <environment>",
  summary: "Shows all that would happen and what is in its way; needs no approval and starts nothing.",
  timed: true,
  parse: dryRun,
};

export const PROPOSALS: readonly DeploySubCommand[] = [DEPLOY, ROLLBACK, DRY_RUN];

function deploy(typed: DeployTyped): DeployUnderstood {
  const { profile } = typed;
  const flags = takeFlags(wordsOf(typed.text), { why: "value", "dry-run": "nothing" });
  if (flags.fault !== null) return wrong(flags.fault);
  if (flags.words === "") {
    const why = flags.values.get("why") ?? null;
    return { kind: "form", form: { of: "propose", service: null, ref: null, environment: null, why } };
  }
  const { service, known, rest } = takeService(flags.words, profile);
  const environments = environmentsOf(profile, known ? service : null);
  const { ref, environment, rest: left } = takeTarget(rest, environments);
  const said = reasonOf(left);
  const why = reasonIn(said, flags);
  const decided = decidedByButton(flags.words);
  if (decided !== null) return wrong(decided);
  if (environment === null && !known && rest !== "")
    return wrong(noSuch("service", service, servicesOf(profile)));
  if (environment === null)
    return { kind: "form", form: { of: "propose", service: known ? service : null, ref, environment, why } };
  const behind = leftBehind(said, service, environment);
  if (behind !== null) return wrong(behind);
  const dry = flags.set.has("dry-run");
  return proposing(typed, { kind: "deploy", service, environment, ref, why, dryRun: dry });
}

/** People try it; what is approved has to be seen, so it goes by the buttons of the card. */
function decidedByButton(words: string): string | null {
  const match = /^(approve|reject|tick)\s+#?(\d{1,9})$/i.exec(words);
  if (match === null) return null;
  return `Whoever wants to ${match[1]?.toLowerCase()} must see what it is, so that goes by a button of its card: ${code(`/deploy status ${match[2]}`)} shows it. Nothing was changed.`;
}

function leftBehind(said: string, service: string, environment: string): string | null {
  const version = versionIn(said);
  if (version === null) return null;
  const meant = code(`/deploy ${service} ${version} to ${environment}`);
  return `${code(said)} stands behind the environment, so it is not certain what is meant; nothing was proposed. A version stands before it: ${meant}. A reason goes behind \`--why\`.`;
}

/** A single word is hardly a reason, and may be the version that somebody means. */
function versionIn(said: string): string | null {
  const led = /^(?:(?:to|on|in|at|from|version|ref|tag|branch|commit)\s+)?(\S+)$/i;
  return led.exec(said)?.[1] ?? null;
}

function rollback(typed: DeployTyped): DeployUnderstood {
  const { profile } = typed;
  const flags = takeFlags(wordsOf(typed.text), {
    to: "value",
    database: "value",
    why: "value",
    "dry-run": "nothing",
  });
  if (flags.fault !== null) return wrong(flags.fault);
  if (flags.words === "") return wrong(missing("service", servicesOf(profile)));
  const { service, known, rest } = takeService(flags.words, profile);
  const environments = environmentsOf(profile, known ? service : null);
  const target = takeTarget(rest, environments);
  const { environment } = target;
  if (environment === null) return wrong(missing("environment", environments));
  const after = target.ref === null ? takeVersion(target.rest) : { version: null, rest: target.rest };
  const named = [target.ref, after.version, flags.values.get("to") ?? null].filter((one) => one !== null);
  if (named.length > 1) return wrong("Name one version to go back to; nothing was proposed.");
  const [version = null] = named;
  const said = reasonOf(after.rest);
  const why = reasonIn(said, flags);
  if (version === null && versionIn(said) !== null)
    return wrong(
      `${code(said)} stands behind the environment, so it is not certain what is meant; nothing was proposed. A version goes behind \`to\`, a reason behind \`--why\`.`,
    );
  const database = yesOrNo(flags.values.get("database"));
  if (database === undefined)
    return wrong("Does the database go back too? Type `--database yes` or `--database no`.");
  const ref = version?.replace(/^#(?=\d+$)/, "") ?? null;
  const dry = flags.set.has("dry-run");
  return proposing(typed, { kind: "rollback", service, environment, ref, why, database, dryRun: dry });
}

/** Null when nothing was said; undefined when it is neither. */
function yesOrNo(typed: string | undefined): boolean | null | undefined {
  if (typed === undefined) return null;
  if (/^(yes|y|true)$/i.test(typed)) return true;
  return /^(no|n|false)$/i.test(typed) ? false : undefined;
}

/** Of a deploy, or of anything else that is proposed. */
function dryRun(typed: DeployTyped): DeployUnderstood {
  const { word, rest } = firstWord(typed.text);
  if (word === "") return wrong(missing("service", servicesOf(typed.profile)));
  const entry = [DEPLOY, ROLLBACK, ...RECOVERY].find(({ name }) => name === word.toLowerCase());
  const understood = entry === undefined ? DEPLOY.parse(typed) : entry.parse({ ...typed, text: rest });
  switch (understood.kind) {
    case "propose":
      return { kind: "propose", command: { ...understood.command, dryRun: true } };
    case "form":
      // A form would propose it in earnest.
      return wrong(
        understood.form.of === "restore"
          ? missing(
              "backup",
              typed.profile.delivery.backups.map(({ key }) => key),
            )
          : missing("environment", environmentsOf(typed.profile, understood.form.service)),
      );
    case "wrong":
    case "help":
    case "cancel":
    case "hold":
    case "show":
    case "open":
    case "backups":
    case "where":
    case "holds":
    case "history":
    case "diff":
      return understood;
  }
}
