import type { Faults } from "../faults.ts";
import type { GitHubWorld, SandboxRun } from "../github/world.ts";
import type { PagerDutyWorld, SandboxPage } from "../pagerduty/world.ts";
import type { SandboxChannel, SandboxFile, SandboxMessage, SandboxUser, SlackWorld } from "../slack/world.ts";
import type {
  AskedOfVendor,
  CommandHint,
  PageChannel,
  PagedIncident,
  PageFile,
  PageMessage,
  PageRun,
  PageState,
  ShortcutHint,
} from "./state.ts";

/** The little the page asks of PagerDuty's stand-in. */
export type PagerDutyOfPage = Pick<
  PagerDutyWorld,
  "people" | "policies" | "incidents" | "asked" | "acknowledge" | "resolve" | "onChange"
>;

/** The little the page asks of GitHub's. */
export type GitHubOfPage = Pick<
  GitHubWorld,
  "runs" | "asked" | "succeed" | "fail" | "hang" | "resume" | "approve" | "cancel" | "rerun" | "onChange"
>;

export type Scene = {
  readonly slack: SlackWorld;
  readonly pagerduty: PagerDutyOfPage;
  readonly github: GitHubOfPage;
  readonly faults: Faults;
  readonly profileName: string;
  readonly bot: () => { readonly url: string; readonly ready: boolean };
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly ShortcutHint[];
};

const MESSAGES_SENT = 200;
const RECENT = 30;
const PREVIEW_CHARACTERS = 4_000;
const ASKED_SENT = 40;
const RUNS_SENT = 12;

/** Null when there is no such person. Without a channel that they may see, the first one is taken. */
export function snapshot(scene: Scene, userId: string | null, channelId: string | null): PageState | null {
  const { slack } = scene;
  const people = slack.users().filter((user) => !user.isBot);
  const you = userId === null ? people[0] : people.find((user) => user.id === userId);
  if (you === undefined) return null;
  const visible = slack.channels().filter((channel) => isVisible(channel, you));
  const channel = visible.find((c) => c.id === channelId) ?? visible[0] ?? null;
  const all = channel === null ? [] : slack.messages(channel.id, you.id);
  return {
    you,
    users: slack.users(),
    botUserId: slack.botUserId,
    profileName: scene.profileName,
    botReady: scene.bot().ready,
    channels: visible.map((c) => withRecent(slack, c, you)),
    channel: channel?.id ?? null,
    messages: all.slice(-MESSAGES_SENT).map(pageMessage),
    leftOut: Math.max(0, all.length - MESSAGES_SENT),
    pinned:
      channel === null ? [] : all.filter((message) => channel.pins.includes(message.ts)).map(pageMessage),
    views: slack.views(you.id),
    home: slack.home(you.id),
    pages: scene.pagerduty.incidents().map((page) => paged(scene.pagerduty, page)),
    asked: asked(scene.pagerduty),
    runs: scene.github.runs().slice(-RUNS_SENT).map(pageRun),
    askedOfGitHub: asked(scene.github),
    faults: scene.faults.list(),
    commands: scene.commands,
    shortcuts: scene.shortcuts,
  };
}

/** The file with that id, wherever it was shared. */
export function sharedFile(slack: SlackWorld, id: string): SandboxFile | null {
  for (const channel of slack.channels()) {
    for (const message of slack.messages(channel.id)) {
      const file = message.files.find((shared) => shared.id === id);
      if (file !== undefined) return file;
    }
  }
  return null;
}

function isVisible(channel: SandboxChannel, you: SandboxUser): boolean {
  return channel.members.includes(you.id) || (channel.kind === "public" && you.canBeInvited);
}

function withRecent(slack: SlackWorld, channel: SandboxChannel, you: SandboxUser): PageChannel {
  const others = slack.messages(channel.id, you.id).filter((message) => message.user !== you.id);
  const mention = `<@${you.id}`;
  const recent = others.slice(-RECENT).map((message) => ({
    ts: message.ts,
    mentionsYou: channel.kind === "im" || message.text.includes(mention),
  }));
  return { ...channel, recent };
}

/** GitHub's calls without what is the same in nearly all of them. */
function asked(vendor: Pick<PagerDutyOfPage | GitHubOfPage, "asked">): readonly AskedOfVendor[] {
  const calls = vendor.asked().map(({ at, method, status }, number) => {
    return { number, at, call: method.replace("/repos/{owner}/{repo}", ""), status };
  });
  return calls.slice(-ASKED_SENT);
}

function pageRun(run: SandboxRun): PageRun {
  const { id, repository, title, attempt, status, conclusion, createdAt } = run;
  const begun = run.jobs.filter((job) => job.conclusion !== "skipped");
  const job = begun.find((one) => one.conclusion === "failure") ?? begun.at(-1);
  return {
    id,
    repository,
    title,
    attempt,
    status,
    conclusion,
    createdAt,
    hangs: (status === "queued" || status === "in_progress") && run.nextAt === null,
    job: job?.name ?? null,
    steps: (job?.steps ?? []).map((step) => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
    })),
  };
}

function paged(pagerduty: PagerDutyOfPage, page: SandboxPage): PagedIncident {
  const nameOf = (person: string) => pagerduty.people().find(({ id }) => id === person)?.name ?? person;
  return {
    id: page.id,
    title: page.title,
    status: page.status,
    policy: pagerduty.policies().find(({ id }) => id === page.policy)?.name ?? page.policy,
    level: page.level,
    assigned: page.assigned.map((id) => ({ id, name: nameOf(id) })),
    createdAt: page.createdAt,
    escalatesAt: page.status === "triggered" ? page.escalatesAt : null,
    log: page.log.map(({ id, type, at, person }) => ({
      id,
      type,
      at,
      who: person === null ? null : nameOf(person),
    })),
  };
}

function pageMessage({ metadata: _unseen, files, ...message }: SandboxMessage): PageMessage {
  return { ...message, files: files.map(pageFile) };
}

function pageFile({ id, name, title, content }: SandboxFile): PageFile {
  return {
    id,
    name,
    title,
    preview: content.slice(0, PREVIEW_CHARACTERS),
    bytes: Buffer.byteLength(content),
  };
}
