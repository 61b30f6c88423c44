import type { Freeze, Gate, GateFacts } from "../domain/deployment/gates.ts";
import { incidentName } from "../domain/ids.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import { asSentence, commandFor, fromWords, inCode, short } from "./deployment-words.ts";
import { date, listed, person, plural, say, typed, unstopped } from "./text.ts";

// Every gate in one sentence with a way out. A closed one says what keeps it closed and who opens it how.

type GateOf<K extends Gate["kind"]> = Extract<Gate, { readonly kind: K }>;

/** What people must know of a closed gate: mrkdwn, on one line. */
export function closedLine(gate: Gate, scene: DeploymentScene): string {
  switch (gate.kind) {
    case "outlook":
      return `🔌 GitHub could not be asked: ${asSentence(say(gate.reason, 300))} ${asSentence(say(gate.cure, 300))}${scene.deployment.dryRun ? "" : " *Look again* asks once more."}`;
    case "approvals":
      return approvalsLine(gate, scene);
    case "checklist":
      return `☑️ ${plural(gate.left.length, "item", "items")} of the checklist ${gate.left.length === 1 ? "is" : "are"} left: tick them below.`;
    case "checks":
      return checksLine(gate, scene);
    case "order":
      return orderLine(gate, scene);
    case "promotion":
      return promotionLine(gate, scene);
    case "lock":
      return lockLine(gate.lock, scene);
    case "freeze":
      return freezeLines(gate.freezes, scene);
    case "incident":
      return `🚒 ${incidentsWords(gate.incidents)}: nothing new is deployed meanwhile. It opens by itself when that is over.`;
    case "database":
      return scene.deployment.dryRun
        ? "🗄 Somebody has to choose whether the database goes back too."
        : "🗄 Is the database to go back too? Choose below; nobody else can know it. *Approve* after that: the choice withdraws approvals.";
  }
}

function approvalsLine(
  { given, needed, from }: GateOf<"approvals">,
  { deployment }: DeploymentScene,
): string {
  const { requestedBy, approvals } = deployment;
  const so = given === 0 ? "" : `${given} of ${needed} given, `;
  const open = plural(needed - given, "approval", "approvals");
  // Nobody is asked about a dry run.
  const by = deployment.dryRun ? "" : ` *Approve* by ${date(approvals.expireAt)}.`;
  return `👤 ${so}${open} ${given === 0 ? "" : "more "}needed from ${fromWords(from)}, not ${person(requestedBy)} who asked.${by}`;
}

function checksLine({ failed, pending, missing }: GateOf<"checks">, { deployment }: DeploymentScene): string {
  const sha = deployment.pinned === null ? "this commit" : `\`${say(short(deployment.pinned.sha), 10)}\``;
  if (failed.length + pending.length + missing.length === 0)
    return `🧪 GitHub knows no check of ${sha}, and none is not green. Have its checks run${deployment.dryRun ? "" : "; *Look again* asks once more"}.`;
  const parts = [
    failed.length === 0 ? "" : `failed: ${names(failed)}`,
    pending.length === 0 ? "" : `not finished: ${names(pending)}`,
    missing.length === 0 ? "" : `not there: ${names(missing)}`,
  ].filter((part) => part !== "");
  const wayOut = deployment.dryRun
    ? "Have them green on GitHub, or take a commit on which they are."
    : failed.length === 0 && missing.length === 0
      ? "GitHub is asked again every 30 s; it goes on by itself."
      : "Have them green on GitHub and press *Look again*, or propose a commit on which they are.";
  return `🧪 Checks of ${sha} are not green; ${parts.join("; ")}. ${wayOut}`;
}

function names(checks: readonly string[]): string {
  const shown = checks.slice(0, 4).map((name) => say(name, 60));
  return listed(checks.length > 4 ? [...shown, `${checks.length - 4} more`] : shown);
}

function orderLine({ behindBy, diverged }: GateOf<"order">, { deployment }: DeploymentScene): string {
  const base = deployment.outlook?.change?.base;
  const runs = base === undefined ? "what runs there" : `\`${say(short(base), 10)}\`, which runs there`;
  const missing = plural(behindBy, "commit", "commits");
  if (diverged)
    return `↩️ It lacks ${missing} of ${runs}: they would be lost. Merge them in and propose it again.`;
  const back = typed(commandFor({ ...deployment, kind: "rollback" }));
  return `↩️ It is older than ${runs}, by ${missing}. ${back} goes back on purpose; otherwise propose a newer commit.`;
}

function promotionLine({ environment }: GateOf<"promotion">, { deployment }: DeploymentScene): string {
  const sha = deployment.pinned === null ? deployment.ref : short(deployment.pinned.sha);
  const first = typed(commandFor({ ...deployment, environment }, sha));
  return `🪜 \`${inCode(sha, 60)}\` is not verified in ${say(environment, 40)} yet. ${first} first${deployment.dryRun ? "" : "; then this goes on by itself"}.`;
}

function lockLine(held: GateFacts["lock"], { deployment }: DeploymentScene): string {
  if (held === null) return "🔒 It was locked. *Look again* looks whether it still is.";
  const { service, environment } = deployment;
  const until = held.until === null ? "" : `, until ${date(held.until)}`;
  const unlock = typed(`/deploy unlock ${service} ${environment}`);
  return `🔒 Locked by ${person(held.by)} since ${date(held.since)}: ${unstopped(say(held.why, 200))}${until}. ${unlock}, or ask them.`;
}

const FREEZES_SHOWN = 3;

function freezeLines(freezes: readonly Freeze[], { deployment }: DeploymentScene): string {
  const shown = freezes.slice(0, FREEZES_SHOWN).map((one) => freezeWords(one, deployment.environment));
  const more = freezes.length - shown.length;
  return `🧊 ${shown.join(" ")}${more > 0 ? ` And ${plural(more, "more freeze", "more freezes")}.` : ""}`;
}

function freezeWords({ cause, name, by, until }: Freeze, environment: string): string {
  const end = until === null ? "until somebody lifts it" : `until ${date(until)}`;
  switch (cause) {
    case "window":
      return `Frozen by the manual's window “${say(name, 80)}” ${end}; it opens by itself.`;
    case "maintenance":
      return `Frozen for the maintenance “${say(name, 80)}” ${end}; it opens by itself.`;
    case "person": {
      const thaw = typed(`/deploy thaw ${environment}`);
      const who = by === null ? "" : ` by ${person(by)}`;
      return `Frozen${who} ${end}: ${unstopped(say(name, 200))}. ${thaw}, or \`/deploy thaw all\` if all is frozen, or ask them.`;
    }
  }
}

function incidentsWords(incidents: GateFacts["incidents"]): string {
  const shown = incidents
    .slice(0, 5)
    .map(
      ({ number, rank }) => `${number === null ? "a private incident" : incidentName(number)} (rank ${rank})`,
    );
  const all = incidents.length > 5 ? [...shown, `${incidents.length - 5} more`] : shown;
  return `${listed(all)} of this service ${incidents.length === 1 ? "is" : "are"} open`;
}

/** What an open gate is open for: a few words, mrkdwn. Null where others say it, or nothing is to be said. */
export function openWords(
  gate: Gate,
  { requestedBy, database }: DeploymentScene["deployment"],
): string | null {
  switch (gate.kind) {
    case "checklist":
      return "the checklist is done";
    case "checks":
      return "checks are green";
    case "promotion":
      return `verified in ${say(gate.environment, 40)}${gate.at === null ? "" : ` ${date(gate.at)}`}`;
    case "lock":
      return `locked by ${person(requestedBy)}, who asked and may pass`;
    case "incident":
      return "no incident is in the way";
    case "database":
      return database === true ? "the database goes back too" : "the database stays as it is";
    case "approvals":
    case "order":
    case "outlook":
    case "freeze":
      return null;
  }
}

/** What it waits for, for a headline. Unescaped. */
export function gateWord(gate: Gate): string {
  switch (gate.kind) {
    case "outlook":
      return "GitHub";
    case "approvals":
      return plural(gate.needed - gate.given, "approval", "approvals");
    case "checklist":
      return plural(gate.left.length, "tick", "ticks");
    case "checks":
    case "order":
    case "promotion":
    case "lock":
    case "freeze":
    case "incident":
    case "database":
      return GATE_WORDS[gate.kind];
  }
}

/** Gates by name, where an event tells no more of them. */
export const GATE_WORDS: Readonly<Record<Gate["kind"], string>> = {
  outlook: "GitHub",
  approvals: "approvals",
  checklist: "the checklist",
  checks: "checks on GitHub",
  order: "the order of commits",
  promotion: "promotion",
  lock: "a lock",
  freeze: "a freeze",
  incident: "an open incident",
  database: "the database question",
};
