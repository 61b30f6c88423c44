import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Faults } from "../../sandbox/faults.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createPrometheus, type PrometheusWorld } from "../../sandbox/prometheus/stand-in.ts";
import { withSites } from "../../sandbox/sites/manual.ts";
import { createSites, type SitesWorld } from "../../sandbox/sites/stand-in.ts";
import type { SandboxMessage } from "../../sandbox/slack/world.ts";
import { eventually, idOf, openStage, type Stage, type StageOptions, said } from "./stage.ts";

/** The whole bot with the sites and the Prometheus of a manual, and what people do and read of deployments in #ops. */

export type Deploying = Stage & {
  readonly sites: SitesWorld;
  readonly prometheus: PrometheusWorld;
  /** `owner/name` that the manual deploys from. */
  readonly repository: string;
  /** Writes the manual once more, edited; its path is for `restart`. */
  manual(edit: (text: string) => string): string;
};

const ROOM = "ops";
/** A Tuesday, so that the clock of the machine opens and closes nothing. */
const TUESDAY = Date.parse("2026-11-17T09:00:00Z");
/** Runs with this script are over as soon as anybody waits for something; how long one takes is said where it matters. */
const AT_ONCE = { queuedMs: 1, stepMs: 1 };
const LOOK_MS = 5_000;
const COMES_TRUE_MS = 300_000;

type Opening = Omit<StageOptions, "profile"> & {
  /** Of `profiles/`, without the ending. */
  readonly profile: string;
  readonly edit?: (text: string) => string;
  /** False: nobody asked Slack yet who belongs to which group. */
  readonly known?: boolean;
};

export async function openDeploying({ profile, edit, known, ...options }: Opening): Promise<Deploying> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-deploying-"));
  const outside = { faults: new Faults(), journal: new Journal(null), url: () => server.url };
  const sites = createSites(outside);
  const prometheus = createPrometheus(outside);
  const server = await serve({ ...sites.routes, ...prometheus.routes });
  const written = readFileSync(join("profiles", `${profile}.yml`), "utf8");
  let copies = 0;
  const manual = (change: (text: string) => string): string => {
    copies += 1;
    const file = join(folder, `${copies}-${basename(profile)}.yml`);
    writeFileSync(file, withSites(change(written), sites));
    return file;
  };
  const stage = await openStage({
    startAt: TUESDAY,
    background: true,
    slackTimeoutMs: 10_000,
    pagerTimeoutMs: 10_000,
    ...options,
    profile: manual(edit ?? ((text) => text)),
    env: { PROMETHEUS_URL: prometheus.url, ...options.env },
  });
  const repository = /^ {6}repository: (\S+)$/m.exec(written)?.[1] ?? "";
  for (const { file } of stage.github.workflows(repository))
    stage.github.setWorkflow({ repository, file, script: AT_ONCE });
  // GitHub tells what becomes of its runs; without that they are asked about, which takes longer.
  stage.github.connectWebhook({ url: `http://127.0.0.1:${stage.bot().port}/webhooks/github` });
  if (known !== false) await stage.advance(10_000);
  return {
    ...stage,
    sites,
    prometheus,
    repository,
    manual,
    stop: async () => {
      await stage.stop();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Replaces words of a manual that must be there: a test of what is not changed proves nothing. */
export function replaced(text: string, part: string | RegExp, by: string): string {
  const changed = text.replace(part, by);
  if (changed === text) throw new Error(`the manual has no "${part}"`);
  return changed;
}

/** Types `/deploy <text>` in #ops and reads the answer. */
export async function asks(stage: Stage, user: string, text: string): Promise<string> {
  const answer = await stage.deploy(text, { user, channel: ROOM });
  await stage.settled();
  return answer;
}

/** The card of a deployment as one reads it. Throws when there is none. */
export function cardOf(stage: Stage, number: number): string {
  return said(cardMessage(stage, number));
}

/** Follows the runs until the card says it, and returns the card. */
export async function shows(
  stage: Stage,
  number: number,
  words: string | RegExp,
  withinMs = COMES_TRUE_MS,
): Promise<string> {
  for (let left = withinMs; ; left -= LOOK_MS) {
    const card = hasCard(stage, number) ? cardOf(stage, number) : "no card yet";
    if (typeof words === "string" ? card.includes(words) : words.test(card)) return card;
    if (left <= 0) throw new Error(`#${number} does not say "${words}" but:\n${card}`);
    finishRuns(stage);
    await stage.follow(LOOK_MS);
  }
}

/** Presses a button on the card of a deployment by its label; `of` picks one by the words of its row. */
export async function presses(
  stage: Stage,
  user: string,
  label: string,
  number: number,
  of = "",
): Promise<void> {
  await pressIn(
    stage,
    user,
    cardMessage(stage, number),
    (one) => one.label === label && one.row.includes(of),
  );
}

/** Presses a button of the newest message in #ops that says `of` and has it. */
export async function pressesNotice(stage: Stage, user: string, label: string, of: string): Promise<void> {
  const has = (one: Pressable): boolean => one.label === label;
  const message = roomOf(stage).findLast((one) => said(one).includes(of) && pressable(one).some(has));
  if (message === undefined) throw new Error(`nothing that says "${of}" has a button "${label}"`);
  await pressIn(stage, user, message, has);
}

/** Presses it on the copy of the card that `/deploy status` showed them, and that shows what was then. */
export async function pressesOldCopy(
  stage: Stage,
  user: string,
  label: string,
  number: number,
): Promise<void> {
  const copy = roomOf(stage, user).findLast((one) => one.onlyFor !== null && isCardOf(one, number));
  if (copy === undefined) throw new Error(`${user} has no copy of #${number}`);
  await pressIn(stage, user, copy, (one) => one.label === label);
}

async function pressIn(
  stage: Stage,
  user: string,
  message: SandboxMessage,
  isWanted: (one: Pressable) => boolean,
): Promise<void> {
  const found = pressable(message).find(isWanted);
  if (found === undefined) throw new Error(`there is no such button:\n${said(message)}`);
  await stage.slack.act({
    user: idOf(stage.slack, user),
    actionId: found.actionId,
    blockId: found.blockId,
    message: { channel: message.channel, ts: message.ts },
  });
  await stage.settled();
}

/** Labels of what can be pressed on the card. */
function offered(stage: Stage, number: number): readonly string[] {
  return pressable(cardMessage(stage, number)).map(({ label }) => label);
}

/** Ticks what is left of the checklist, or so many items of it. */
export async function ticks(
  stage: Stage,
  user: string,
  number: number,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  let done = 0;
  while (done < most && offered(stage, number).includes("Tick")) {
    await presses(stage, user, "Tick", number);
    done += 1;
  }
  return done;
}

/** Deploys it without a word where the manual asks for none, and waits for its end. */
export async function verified(stage: Stage, user: string, text: string, number: number): Promise<string> {
  await asks(stage, user, text);
  return shows(stage, number, "*Verified*");
}

export type Asked = { readonly workflow: string; readonly inputs: Readonly<Record<string, string>> };

/** Every run that GitHub was asked for, oldest first; its own id is left out. */
export function runsOf(stage: Deploying): readonly Asked[] {
  const files = new Map(stage.github.workflows(stage.repository).map(({ id, file }) => [id, file]));
  return stage.github.runs(stage.repository).map(({ workflow, inputs: { deploy_id: _, ...inputs } }) => ({
    workflow: files.get(workflow) ?? String(workflow),
    inputs,
  }));
}

/** Their files in the order in which they were asked for. */
export function workflowsOf(stage: Deploying, from = 0): readonly string[] {
  return runsOf(stage)
    .slice(from)
    .map(({ workflow }) => workflow);
}

/** The commit of a branch or tag. */
export function shaOf({ github, repository }: Deploying, ref: string): string {
  const { branches, tags } = github.repository(repository);
  const sha = branches[ref] ?? tags.find(({ name }) => name === ref)?.sha;
  if (sha === undefined) throw new Error(`there is no ${ref}`);
  return sha;
}

/** What was said in #ops of a deployment besides its card, oldest first. */
export function notices(stage: Stage, number: number): readonly string[] {
  return stage.texts(ROOM).filter((text) => text.includes(`*#${number}*`));
}

/** Waits until a person reads these words in #ops: answers to clicks come after the click. */
export async function reads(stage: Stage, user: string, words: string): Promise<string> {
  const found = (): string | undefined =>
    roomOf(stage, user)
      .map((message) => said(message))
      .findLast((text) => text.includes(words));
  await eventually(() => found() !== undefined, `${user} to read "${words}"`, 3_000);
  return found() ?? "";
}

/** What is asked for at once is over at once, whatever steps it has. */
function finishRuns({ github }: Stage): void {
  for (const { id, status, script } of github.runs())
    if (status !== "completed" && script.stepMs === AT_ONCE.stepMs) github.succeed(id);
}

function roomId(stage: Stage): string {
  return stage.slack.channel(ROOM)?.id ?? ROOM;
}

/** What everybody sees; with a person, also what is for their eyes only. */
function roomOf(stage: Stage, user?: string): readonly SandboxMessage[] {
  const viewer = user === undefined ? [] : [idOf(stage.slack, user)];
  return stage.slack.messages(roomId(stage), ...viewer);
}

function isCardOf(message: SandboxMessage, number: number): boolean {
  const [first = ""] = said(message).split("\n");
  return new RegExp(`^\\S+ (DRY RUN · )?#${number} · `).test(first);
}

function hasCard(stage: Stage, number: number): boolean {
  return roomOf(stage).some((message) => isCardOf(message, number));
}

function cardMessage(stage: Stage, number: number): SandboxMessage {
  const found = roomOf(stage).find((message) => isCardOf(message, number));
  if (found === undefined) throw new Error(`#${number} has no card in #${ROOM}`);
  return found;
}

type Pressable = {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly row: string;
};

type ButtonBlock = { readonly action_id: string; readonly text?: { readonly text: string } };

/** In rows of buttons, and beside the words of a section. */
function pressable({ blocks }: SandboxMessage): readonly Pressable[] {
  return blocks.flatMap((block) => {
    const beside = block["accessory"] === undefined ? [] : [block["accessory"]];
    const row = said({ blocks: [block] });
    return [...((block["elements"] as readonly unknown[] | undefined) ?? []), ...beside].flatMap((one) => {
      const { action_id: actionId, text } = one as ButtonBlock; // only buttons have an action
      const blockId = String(block["block_id"]);
      return actionId === undefined ? [] : [{ label: text?.text ?? "", actionId, blockId, row }];
    });
  });
}
