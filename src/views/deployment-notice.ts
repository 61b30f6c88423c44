import type { ActionsBlockElement } from "@slack/types";
import type { DeploymentAddressee } from "../domain/deployment/effect.ts";
import type { DeploymentEvent } from "../domain/deployment/event.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { actions, context, message, section } from "./blocks.ts";
import { checkAgain, proposeAgain, rollBack, startAnyway } from "./deployment-buttons.ts";
import { again, type Told, tellDeployment } from "./deployment-telling.ts";
import { oneDeploymentTrouble } from "./deployment-troubles.ts";
import { hasWayBack, named, nameOf, undoSteps, whatIs } from "./deployment-words.ts";
import { PLAIN_INK } from "./plain-ink.ts";
import { slackInk } from "./slack-ink.ts";
import { clip, oneLine, person, typed } from "./text.ts";

/**
 * The message said once about one event: beside the card, to whoever asked, or where everything is announced. It begins
 * with which deployment it is, because the card may be far up.
 */
export function deploymentNotice(
  about: Told & { readonly to: DeploymentAddressee },
  profile: Profile,
): Message {
  const { deployment, event } = about;
  const name = named(deployment, profile);
  const short = oneLine(tellDeployment(about, profile, slackInk(240)));
  return message(`${name}: ${short}`, [
    ...body(about, profile, name),
    ...buttonsFor(about, profile),
    ...(about.to === "announcements" ? [context(`Asked for by ${person(deployment.requestedBy)}`)] : []),
    ...(event.type === "ended" ? wayOn(about) : []),
  ]);
}

function body(about: Told, profile: Profile, name: string): readonly Block[] {
  const { deployment, event } = about;
  if (event.type !== "troubled")
    return [section(`${name}\n${tellDeployment(about, profile, slackInk(2000))}`)];
  const { type: _, ...trouble } = event;
  return [section(name), ...oneDeploymentTrouble(deployment, trouble, null)];
}

/** What somebody who reads it may want to do at once. Pressed too late it does no harm and says so. */
function buttonsFor({ deployment, event }: Told, profile: Profile): readonly Block[] {
  const offered = offeredWith(event, { deployment, profile });
  return offered.length === 0 ? [] : [actions(...offered)];
}

function offeredWith(
  event: DeploymentEvent,
  { deployment, profile }: { readonly deployment: Told["deployment"]; readonly profile: Profile },
): readonly ActionsBlockElement[] {
  if (event.type === "run-lost") return [checkAgain(deployment), startAnyway(deployment, profile)];
  if (event.type === "watch-inconclusive") return backButton(deployment, false);
  if (event.type === "watch-tripped") return event.answer === "propose" ? backButton(deployment, true) : [];
  if (event.type !== "ended") return [];
  if (event.as === "failed") {
    const isUndone = undoSteps(deployment).some(({ state }) => state === "succeeded");
    const back = backButton(deployment, !isUndone);
    return isUndone ? [proposeAgain(deployment), ...back] : [...back, proposeAgain(deployment)];
  }
  const isAskedAnew = event.as === "expired" || event.as === "rejected";
  return isAskedAnew ? [proposeAgain(deployment)] : [];
}

/** Only where something is known to go back to. */
function backButton(deployment: Told["deployment"], isNext: boolean): readonly ActionsBlockElement[] {
  return hasWayBack(deployment) ? [rollBack(deployment, isNext)] : [];
}

/** For who would rather type. */
function wayOn({ deployment, event }: Told): readonly Block[] {
  if (event.type !== "ended" || event.as !== "superseded") return [];
  return [context(`${typed(again(deployment))} asks for it anew.`)];
}

/** One line for the timeline of an incident: plain text, unescaped. */
export function deploymentLine(about: Told, profile: Profile): string {
  const { deployment } = about;
  const dry = deployment.dryRun ? "DRY RUN, " : "";
  const what = `${dry}${nameOf(deployment)} ${whatIs(deployment, profile)}`;
  const asked = about.event.type === "step-begun" ? `; asked for by @${deployment.requestedBy}` : "";
  return clip(oneLine(`${what}: ${tellDeployment(about, profile, PLAIN_INK)}${asked}`), 1500);
}
