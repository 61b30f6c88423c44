import type { Deployment, DeploymentKind, Step } from "../domain/deployment/deployment.ts";
import { isUnderWay } from "../domain/deployment/steps.ts";
import type { Profile } from "../domain/profile.ts";
import { link, oneLine, person, plural, say, unstopped } from "./text.ts";

// What a deployment is called. Unescaped words are for headers and buttons; the others are mrkdwn.

/** `#12`, which is what people type. */
export function nameOf({ number }: Pick<Deployment, "number">): string {
  return `#${number}`;
}

type Subject = Pick<Deployment, "kind" | "service" | "environment" | "subject">;

/** `deploy api → production`, `back up database`. Unescaped. */
export function whatIs({ kind, service, environment, subject }: Subject, profile: Profile): string {
  const place = `${service} → ${environment}`;
  const backup = oneLine(subject ?? place);
  switch (kind) {
    case "deploy":
      return `deploy ${oneLine(place)}`;
    case "rollback":
      return `roll back ${oneLine(`${service} in ${environment}`)}`;
    case "backup":
      return `back up ${backup}`;
    case "verify-backup":
      return `verify the backup ${backup}`;
    case "restore":
      return `restore ${backup}`;
    case "failover":
      return `fail over: ${oneLine(planName(subject, profile))}`;
  }
}

function planName(key: string | null, { delivery }: Profile): string {
  return delivery.recovery.find((plan) => plan.key === key)?.name ?? key ?? "";
}

/** The command that asks for it, without its first word. Unescaped. */
export function commandFor(
  { kind, service, environment, subject }: Subject,
  ref: string | null = null,
): string {
  switch (kind) {
    case "deploy":
      return `/deploy ${service}${ref === null ? "" : ` ${ref}`} to ${environment}`;
    case "rollback":
      return `/deploy rollback ${service}${ref === null ? "" : ` to ${ref}`} in ${environment}`;
    case "backup":
    case "verify-backup":
    case "restore":
    case "failover":
      return `/deploy ${kind} ${subject ?? ""}`;
  }
}

/** `*#12* deploy api → production`. */
export function named(deployment: Deployment, profile: Profile): string {
  const dry = deployment.dryRun ? "DRY RUN · " : "";
  return `${dry}*${nameOf(deployment)}* ${say(whatIs(deployment, profile), 160)}`;
}

export const NOUN: Readonly<Record<DeploymentKind, string>> = {
  deploy: "deployment",
  rollback: "rollback",
  backup: "backup",
  "verify-backup": "verification",
  restore: "restore",
  failover: "failover",
};

/** Seven digits, as GitHub shows them. */
export function short(sha: string): string {
  return sha.slice(0, 7);
}

/** The commit, linked to GitHub where its address is known. */
export function commitLink({ sha, url }: { readonly sha: string; readonly url: string }): string {
  const shown = say(short(sha), 10);
  const linked = link(url, shown);
  return linked === shown ? `\`${shown}\`` : linked;
}

/** The step that was begun and has not ended. */
export function stepNow({ steps }: Deployment): Step | undefined {
  return steps.find(isUnderWay);
}

/** What GitHub is asked to run, or the step's own name. Mrkdwn. */
export function stepName({ name }: Pick<Step, "name">): string {
  return `*${say(name, 60)}*`;
}

/** `deploy.yml`, or the step's name where it runs none. Mrkdwn. */
export function workflowOf({ name, does }: Pick<Step, "name" | "does">): string {
  return does.kind === "run" ? `\`${inCode(does.workflow, 60)}\`` : `*${say(name, 60)}*`;
}

/** Between backticks. */
export function inCode(text: string, limit: number): string {
  return say(text.replaceAll("`", "'"), limit);
}

/** The groups of whom one is enough, or that it is whoever may deploy. Mrkdwn. */
export function fromWords(from: readonly string[]): string {
  if (from.length === 0) return "whoever may deploy";
  const shown = from.slice(0, 4).map((group) => `*${say(group, 40)}*`);
  return [
    ...shown,
    ...(from.length > shown.length ? [`${from.length - shown.length} more groups`] : []),
  ].join(" or ");
}

/** At most `limit` people, and how many more. */
export function people(users: readonly string[], limit = 6): string {
  const shown = users.slice(0, limit).map(person);
  return [...shown, ...(users.length > limit ? [`${users.length - limit} more`] : [])].join(", ");
}

/** How long it took from when it had its place; null while that is not known. */
export function tookMs({ clearedAt, end }: Deployment): number | null {
  return clearedAt === null || end === null ? null : Math.max(0, end.at - clearedAt);
}

/** Whether GitHub was asked for a run, so that something may have been changed. */
export function mayHaveRun({ steps }: Deployment): boolean {
  return steps.some(({ does, effect }) => does.kind === "run" && effect !== null);
}

/** Whether it changed something, and a good version was known there that one can go back to. */
export function hasWayBack(deployment: Deployment): boolean {
  const { kind, outlook } = deployment;
  return kind === "deploy" && mayHaveRun(deployment) && outlook !== null && outlook.change !== null;
}

/** What was done about the step at which it failed; empty where the manual says nothing for that. */
export function undoSteps({ steps, end }: Pick<Deployment, "steps" | "end">): readonly Step[] {
  return steps.filter(({ key }) => end?.step != null && key.startsWith(`${end.step}.`));
}

/** A sentence of somebody else, with a full stop where it ends with nothing of its own. */
export function asSentence(text: string): string {
  const bare = unstopped(text);
  return /[?!]$/.test(bare) ? bare : `${bare}.`;
}

const STRAYS_NAMED = 5;

/** Runs that were given up and are there after all, a line each; so many that a card has room for the rest. */
export function strayLines(
  { steps }: Deployment,
  tell: (run: { readonly workflow: string; readonly id: string }) => string,
): readonly string[] {
  const lines = steps.flatMap((step) =>
    step.strays.flatMap(({ runId }) =>
      runId === null ? [] : [tell({ workflow: workflowOf(step), id: say(runId, 30) })],
    ),
  );
  const more = lines.length - STRAYS_NAMED;
  if (more <= 0) return lines;
  const rest = `⚠️ ${plural(more, "more run was", "more runs were")} given up and there after all: look under *Actions* on GitHub.`;
  return [...lines.slice(0, STRAYS_NAMED), rest];
}

/** What stays on the record of a broken glass. */
export function glassOnRecord({ brokenGlass }: Deployment): readonly string[] {
  if (brokenGlass === null || brokenGlass.second === null) return [];
  const { by, second, why } = brokenGlass;
  return [`🚨 Glass broken by ${person(by)} and ${person(second.by)}: ${say(why, 200)}`];
}
