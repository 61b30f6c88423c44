import type { Deployment } from "../domain/deployment/deployment.ts";
import { isOver } from "../domain/deployment/deployment.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import type { Block, Message } from "./blocks.ts";
import { context, header, message, roomOf, section, sections, within } from "./blocks.ts";
import { adviceLines } from "./deployment-advice.ts";
import { databaseQuestion, deploymentButtons } from "./deployment-buttons.ts";
import { changeSummary, checkSummary, commitLines } from "./deployment-changes.ts";
import { checklistBlocks } from "./deployment-checklist.ts";
import { deploymentHeadline } from "./deployment-headline.ts";
import { inputLines } from "./deployment-inputs.ts";
import { situationLines } from "./deployment-situation.ts";
import { stepLines, stepPlan } from "./deployment-steps.ts";
import { deploymentTroubles } from "./deployment-troubles.ts";
import { commitLink, inCode, people } from "./deployment-words.ts";
import { openWords } from "./gate-lines.ts";
import { date, escaped, person, plain, quote, say } from "./text.ts";

// The one message of a deployment: what it is and where it stands, what is to be done now, how far it is; then everything
// somebody who approves wants to have seen.

/** What a message may hold, less a little for the joints between blocks. */
const CARD_ROOM = 9400;
const TROUBLE_ROOM = 1500;
const PROGRESS_ROOM = 4000;

/** Rendered from the present state. `plain` is the same for a workspace that does not take Slack's plan. */
export function deploymentCard(scene: DeploymentScene, profile: Profile): Message {
  const { deployment } = scene;
  const headline = deploymentHeadline(scene, profile);
  const isBegun = deployment.steps.some(({ state }) => state !== "pending" && state !== "skipped");
  const shownWith = (progress: Progress) => message(escaped(headline), cardWith(scene, profile, progress));
  if (!isBegun) return shownWith(() => []);
  return { ...shownWith(stepPlan), plain: shownWith(stepLines).blocks };
}

/** Of what is over well, or was given up, nobody has to choose a way any more. */
function advice({ deployment, advice: known }: DeploymentScene, profile: Profile): readonly string[] {
  const { phase } = deployment;
  return isOver(phase) && phase !== "failed" && phase !== "shown"
    ? []
    : adviceLines(deployment, known, profile);
}

/** How far it is, in at most so many characters. */
type Progress = (deployment: Deployment, room: number) => readonly Block[];

function cardWith(scene: DeploymentScene, profile: Profile, progress: Progress): readonly Block[] {
  const { deployment } = scene;
  const headline = deploymentHeadline(scene, profile);
  const top = [
    header(headline),
    ...(plain(headline, 10_000).length > 150 ? [section(`*${say(headline, 400)}*`)] : []),
    ...sections(situationLines(scene, profile)),
    ...deploymentTroubles(deployment, TROUBLE_ROOM),
    ...facts(scene),
    ...databaseQuestion(scene),
    ...sections(advice(scene, profile)),
  ];
  const buttons = deploymentButtons(scene, profile);
  const left = CARD_ROOM - roomOf([...top, ...buttons]);
  const steps = progress(deployment, Math.min(left, PROGRESS_ROOM));
  const upper = [...top, ...steps, ...buttons];
  return [...upper, ...lower(scene, CARD_ROOM - roomOf(upper))];
}

/** What has to be ticked first, then what is only read; in at most `room` characters. */
function lower(scene: DeploymentScene, room: number): readonly Block[] {
  const { deployment } = scene;
  const checklist = checklistBlocks(deployment, isOver(deployment.phase) ? room / 3 : room);
  const details = within(detailsOf(scene), room - roomOf(checklist) - 150);
  if (details.left === 0) return [...checklist, ...details.blocks];
  const more = context("_The rest does not fit here; GitHub has the commits and the runs._");
  return [...checklist, ...details.blocks, ...(room > 300 ? [more] : [])];
}

/** Who asked for what, and what would change. */
function facts(scene: DeploymentScene): readonly Block[] {
  const { deployment } = scene;
  const { requestedBy, requestedAt, why } = deployment;
  const lines = [
    ...commitLine(deployment),
    ...summaryLine(deployment),
    `Asked for by ${person(requestedBy)} ${date(requestedAt)}${why === null ? "" : `\n${quote(why, 400)}`}`,
  ];
  return [section(lines.join("\n"))];
}

function commitLine(deployment: Deployment): readonly string[] {
  const { pinned, ref, backTo, restoreTo, kind, database } = deployment;
  const back = backTo === null ? "" : ` (good in #${backTo})`;
  const data = database === null ? "" : database ? " *and the database*" : ", the database stays";
  const named = `\`${inCode(ref, 80)}\``;
  if (kind === "restore")
    return [restoreTo === null ? "To the newest backup" : `To the state of ${date(restoreTo)}`];
  if (kind !== "deploy" && kind !== "rollback") return [];
  if (pinned === null) return [`Version: ${named}`];
  const by = pinned.author === "" ? "" : ` · ${say(pinned.author, 40)}`;
  const title = pinned.title === "" ? "" : ` “${say(pinned.title, 120)}”${by}`;
  // The branch it was taken from is another commit by now.
  if (kind === "rollback") return [`Back to ${commitLink(pinned)}${back}${title}${data}`];
  return [`Version: ${named} = ${commitLink(pinned)}${title}`];
}

function summaryLine(deployment: Deployment): readonly string[] {
  const words = changeSummary(deployment);
  return words === null ? [] : [words];
}

/** In the order in which somebody who approves reads them. */
function detailsOf(scene: DeploymentScene): readonly (readonly Block[])[] {
  const { deployment } = scene;
  const commits = commitLines(deployment);
  const checks = checkSummary(deployment);
  const isUndecided = scene.gates.some((gate) => gate.kind === "database" && !gate.open);
  const inputs = inputLines(deployment, isUndecided ? ["database"] : []);
  const so = standing(scene);
  return [
    ...(so === null ? [] : [[context(so)]]),
    ...(commits.length === 0 ? [] : [[section(`*Commits*\n${commits.join("\n")}`)]]),
    ...(checks === null ? [] : [[context(checks)]]),
    ...(inputs.length === 0 ? [] : [[context(`*What is done*\n${inputs.join("\n")}`)]]),
  ];
}

/** Who let it pass, and while it has not begun which gates are open already. */
function standing(scene: DeploymentScene): string | null {
  const { deployment, gates } = scene;
  const { given, needed } = deployment.approvals;
  const who =
    given.length === 0
      ? ""
      : `Approved by ${people(given.map(({ by }) => by))} (${given.length} of ${needed})`;
  const open = gates.filter((gate) => gate.open).flatMap((gate) => openWords(gate, deployment) ?? []);
  const already = isBefore(deployment) && open.length > 0 ? `Open already: ${open.join(", ")}` : "";
  const words = [who, already].filter((part) => part !== "");
  return words.length === 0 ? null : words.join(" · ");
}

/** Later a gate may close again, which is of no consequence to it. */
function isBefore({ phase }: Deployment): boolean {
  return phase === "waiting" || phase === "queued" || phase === "confirming" || phase === "shown";
}
