import type { AskedCommand } from "../domain/deployment/command.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeploymentEvent } from "../domain/deployment/event.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { shortStand } from "./deployment-headline.ts";
import { inCode, named, nameOf } from "./deployment-words.ts";
import { channelLink, date, plural, say, typed } from "./text.ts";

type Came = {
  readonly command: AskedCommand;
  readonly deployment: Deployment;
  readonly events: readonly DeploymentEvent[];
};

/** What the person who asked reads at once: what is saved, and what is only set in motion. */
export function deploymentAccepted(came: Came, profile: Profile): Message {
  const words = wordsFor(came, profile);
  return message(words, [section(words)]);
}

/** It was asked before, or had no effect. */
export function deploymentQuiet(deployment: Deployment | null): Message {
  const words =
    deployment === null
      ? "Nothing was changed: it was done already."
      : `Nothing was changed: it was so already. ${nameOf(deployment)}: ${say(shortStand(deployment), 200)}.`;
  return message(words, [section(words)]);
}

function wordsFor(came: Came, profile: Profile): string {
  const { command, deployment } = came;
  const name = nameOf(deployment);
  switch (command.type) {
    case "propose":
      return proposed(deployment, profile);
    case "approve":
      return approved(came);
    case "reject":
      return `${name} is rejected, and nothing ran. Saved; whoever asked for it is told.`;
    case "cancel":
      return cancelled(came);
    case "tick":
      return `${command.on ? "Ticked" : "Tick taken back"}: ${say(deployment.checklist[command.item]?.text ?? "", 150)}. ${left(deployment)}`;
    case "choose-database":
      return `Saved: the database ${command.back ? "goes back too" : "stays as it is"}. ${goesOn(came)}`;
    case "break-glass":
      return deployment.brokenGlass?.second == null
        ? `You broke the glass of ${name}. It changes nothing yet: a second person must say so on the card. The channel is being told.`
        : `You and another person broke the glass of ${name}. It is on the record and is being announced. ${goesOn(came)}`;
    case "check-again":
      return `GitHub is being looked through once more for the run of ${name}; the card says what is found.`;
    case "start-anyway":
      return `GitHub is being asked for another run of ${name}. If the first is there after all, there are two: keep an eye on GitHub.`;
    case "try-again":
      return `It is being tried again for ${name}. The card says so as soon as it is done.`;
    case "look-again":
      return `GitHub is being asked how ${name} stands; the card follows.`;
    case "time-due":
      return `Recorded for ${name}.`;
  }
}

function proposed(deployment: Deployment, profile: Profile): string {
  const { requestedIn, dryRun, ref, kind, number } = deployment;
  const what = named(deployment, profile);
  const of = kind === "deploy" ? ` of \`${inCode(ref, 80)}\`` : "";
  if (dryRun)
    return `${what}${of}: saved. GitHub is being asked; what it would do comes to you as a direct message. Nothing is started.`;
  const isDirect = requestedIn === null || requestedIn.startsWith("D");
  const where = isDirect ? `${announcements(profile)}, because others must see it` : channelLink(requestedIn);
  const hasVersion = kind === "deploy" || kind === "rollback";
  const card = hasVersion ? "As soon as GitHub has answered, its card" : "Its card";
  return `${what}${of} is proposed and saved. ${card} comes into ${where}. Nothing runs before its gates are open. ${typed(`/deploy cancel ${number}`)} takes it back.`;
}

/** A name, or an id, which Slack shows as a name. */
function announcements({ slack: { announcements: channel } }: Profile): string {
  return /^[CG][A-Z0-9]{7,}$/.test(channel) ? channelLink(channel) : `#${say(channel.replace(/^#/, ""), 80)}`;
}

function approved(came: Came): string {
  const { deployment } = came;
  const { needed, given } = deployment.approvals;
  const open = needed - given.length;
  const more = open > 0 ? `${plural(open, "more approval is", "more approvals are")} needed.` : goesOn(came);
  return `You approved ${nameOf(deployment)}. ${more}`;
}

/** What it does now that this is open. */
function goesOn({ deployment }: Came): string {
  switch (deployment.phase) {
    case "confirming":
      return "Everything is open: GitHub is asked once more whether it is the same commit, and then to start it.";
    case "queued":
      return deployment.queued === null
        ? "It is queued."
        : `It is queued behind #${deployment.queued.behind} and goes on by itself.`;
    case "looking":
    case "waiting":
    case "running":
    case "undoing":
    case "verified":
    case "failed":
    case "cancelled":
    case "rejected":
    case "expired":
    case "superseded":
    case "shown":
      return "The card shows what it waits for.";
  }
}

function left({ checklist }: Deployment): string {
  const open = checklist.filter(({ ticked }) => ticked === null).length;
  return open === 0 ? "The checklist is done." : `${plural(open, "item is", "items are")} left.`;
}

/** Over at once, or only asked for. */
function cancelled({ deployment, events }: Came): string {
  const name = nameOf(deployment);
  const isOver = events.some(({ type }) => type === "ended");
  if (isOver)
    return `${name} is cancelled. ${deployment.clearedAt === null ? "Nothing ran." : "The card says what had run."}`;
  const since = deployment.clearedAt === null ? "" : `, which runs since ${date(deployment.clearedAt)}`;
  return `GitHub is being asked to end ${name}${since}. Until it has, the run may still finish; the card says what becomes of it.`;
}
