import type { ActionsBlockElement } from "@slack/types";
import type { SuspectDeployment } from "../domain/incident/command.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Block } from "./blocks.ts";
import { actions, button, section } from "./blocks.ts";
import { DEPLOYMENT_ACTIONS } from "./deployment-actions.ts";
import type { Ink } from "./telling-words.ts";
import { date, link, person, plural, say } from "./text.ts";

/** What was deployed shortly before an incident of its service: that it is the cause, nobody says. */

/** On the card, while there is something to be mended. */
export function suspectBlocks({ suspect, phase }: Incident): readonly Block[] {
  if (suspect === null || (phase !== "declared" && phase !== "acknowledged")) return [];
  const { number, service, environment, by } = suspect;
  const commits = suspect.commits.map((title) => `• ${say(title, 100)}`);
  const head = `⏪ *#${number} ${say(service, 40)} → ${say(environment, 40)}* ${became(suspect, date(suspect.at))}, asked for by ${person(by)}${changed(suspect)}. Going back may be the shortest way out.`;
  return [section([head, ...commits].join("\n")), actions(rollBackButton(suspect))];
}

/** One that did not come through may have changed something all the same. */
function became({ verified }: SuspectDeployment, when: string): string {
  return verified ? `was deployed ${when}` : `failed or was cancelled on its way ${when}`;
}

function changed({ commitCount, url }: SuspectDeployment): string {
  if (commitCount === null) return "";
  const words = plural(commitCount, "commit", "commits");
  return `: ${url === null ? words : link(url, words)}`;
}

/** In one sentence, for the timeline and the channel. */
export function tellSuspect(suspect: SuspectDeployment, ink: Ink): string {
  const { number, service, environment, at, commitCount } = suspect;
  const commits = commitCount === null ? "" : ` with ${plural(commitCount, "commit", "commits")}`;
  return `⏪ #${number} ${ink.words(service)} → ${ink.words(environment)} ${became(suspect, ink.moment(at))}${commits}: going back may be the shortest way out`;
}

/** Opens the question which version; nothing is started by the press alone. */
export function rollBackButton({ number }: SuspectDeployment): ActionsBlockElement {
  return button("Roll back…", DEPLOYMENT_ACTIONS.rollBack, String(number));
}
