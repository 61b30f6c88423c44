import { Faults } from "../../sandbox/faults.ts";
import { createGitHubStandIn } from "../../sandbox/github/stand-in.ts";
import type { GitHubWorld } from "../../sandbox/github/world.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createDeployments, type Deployments } from "../../src/deployments.ts";
import type { DeploymentCommand, Rights } from "../../src/domain/deployment/command.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import type { DeliveryKey, IncidentId, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { DeploymentResult } from "../../src/engine/deployment-ports.ts";
import { createEngine } from "../../src/engine/dispatch.ts";
import { createQueue, type Handler, type Queue } from "../../src/engine/queue.ts";
import { createCodeHost } from "../../src/integrations/github/code-host.ts";
import { createLog } from "../../src/log.ts";
import { DEPLOYMENT_VIEWS } from "../../src/messages.ts";
import { createProfiles } from "../../src/profile/known.ts";
import { loadProfile } from "../../src/profile/load.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "./database.ts";

/** The engine of deployments on a real database and against GitHub's stand-in, without Slack; the clock is moved by hand. */

export const ANN = "U0ANN" as SlackUserId;
export const LEAD = "U0LEAD" as SlackUserId;
export const SUITE = "sebenza/suite";
const CHANNEL = "C0OPS" as SlackChannelId;
const PROFILE = loadProfile("profiles/sebenza.yml");
/** Long enough for a laden machine; nothing of it is waited for when all goes well. */
const COMES_TRUE_MS = 15_000;

export type DeployStage = {
  readonly github: GitHubWorld;
  readonly faults: Faults;
  readonly database: Database;
  /** Every edit of a card, as JSON, oldest first. */
  readonly edits: readonly string[];
  /** Another replica on the same database. */
  readonly bot: (how?: { readonly works?: boolean }) => Promise<Deployments>;
  setHealthy(healthy: boolean): void;
  /** From now on it is known that Ann and the lead are one person with two accounts. */
  learnThatLeadIsAnn(): void;
  advance(ms: number): void;
  now(): number;
  /** Declares a P1 of a component. */
  incident(title: string, component: string): Promise<IncidentId>;
  stored(id: IncidentId): Promise<Incident | null>;
  /** Workers leave effects of this kind to others until told otherwise; null for none. */
  deadAt(kind: string | null): void;
  close(): Promise<void>;
};

export async function openDeployStage(profile = PROFILE): Promise<DeployStage> {
  const database = await openTestDatabase();
  await createStore(database).saveProfile(profile.hash, "{}", Date.now());
  const faults = new Faults();
  const queues: Queue[] = [];
  const edits: string[] = [];
  let healthy = true;
  let isLeadAnn = false;
  let dead: string | null = null;
  let ahead = 0;
  let origin = "";
  const now = (): number => Date.now() + ahead;
  const github = createGitHubStandIn({
    faults,
    journal: new Journal(null),
    token: "ghp_test",
    webhookSecret: "webhook",
    url: () => origin,
  });
  const server = await serve(github.routes);
  origin = server.url;
  for (const { file } of github.workflows(SUITE))
    github.setWorkflow({ repository: SUITE, file, script: { queuedMs: 1, stepMs: 1 } });
  const store = createStore(database);
  const bot = async (how: { readonly works?: boolean } = {}): Promise<Deployments> => {
    const queue = await createQueue({ database: database.boss, onError: () => undefined });
    queues.push(queue);
    const made = createDeployments({
      database,
      jobs: queue,
      profiles: createProfiles(profile),
      host: createCodeHost({
        token: "ghp_test",
        app: null,
        apiUrl: github.apiUrl,
        log: () => undefined,
        timeLimits: { attemptMs: 2_000, retryMs: 1 },
      }),
      chat: {
        post: async () => ({ kind: "done", receipt: { channel: CHANNEL, ts: "1.1" } }),
        update: async ({ message }) => {
          edits.push(JSON.stringify(message));
          return { kind: "done", receipt: null };
        },
      },
      probe: { look: async () => ({ healthy, told: healthy ? "answered 200" : "answered 503" }) },
      gauges: { state: "off", read: async () => ({ kind: "done", receipt: null }) },
      views: DEPLOYMENT_VIEWS,
      incidents: createEngine({ store, jobs: queue, clock: { now }, profiles: createProfiles(profile) }),
      webhookSecret: null,
      firstTime: async () => true,
      people: {
        membersOf: () => [LEAD],
        isOneOf: (user) => user === LEAD || user === ANN,
        isSame: (one, other) =>
          one === other || (isLeadAnn && [one, other].every((user) => [ANN, LEAD].includes(user))),
      },
      clock: { now, sleep: async () => undefined },
      log: createLog("silent"),
    });
    const work: Handler = async (held) => {
      // Given back to the queue, as by a worker that died with it.
      if (held.effect.split("/")[2] === dead) throw new Error("left to others");
      await made.work(held);
    };
    if (how.works !== false) await queue.work({ incidents: async () => undefined, deployments: work });
    return made;
  };
  return {
    github,
    faults,
    database,
    edits,
    bot,
    setHealthy: (next) => {
      healthy = next;
    },
    learnThatLeadIsAnn: () => {
      isLeadAnn = true;
    },
    advance: (ms) => {
      ahead += ms;
    },
    now,
    incident: async (title, component) => {
      const queue = queues[0];
      if (queue === undefined) throw new Error("there is no bot yet");
      const engine = createEngine({ store, jobs: queue, clock: { now }, profiles: createProfiles(profile) });
      const command: IncidentCommand = {
        type: "declare",
        title,
        description: null,
        severity: "P1",
        component,
        private: false,
        drill: false,
        declaredIn: null,
        from: null,
        page: null,
      };
      const by = { kind: "person", user: ANN } as const;
      const { incident } = await engine.dispatch({ command, by, incident: { kind: "new" }, key: null });
      if (incident === null) throw new Error("a declare makes an incident");
      return incident.id;
    },
    stored: (id) => store.byId(id),
    deadAt: (kind) => {
      dead = kind;
    },
    close: async () => {
      for (const queue of queues) await queue.stop();
      await github.close();
      await server.close();
      await database.close();
    },
  };
}

const rights = (user: SlackUserId): Rights => ({
  user,
  mayDeploy: true,
  mayApprove: user === LEAD,
  mayOverride: user === LEAD,
  isRequester: false,
});

export function ask(
  made: Deployments,
  command: DeploymentCommand,
  about: {
    readonly by?: SlackUserId;
    readonly id?: Deployment["id"] | null;
    readonly key?: string | null;
  } = {},
): Promise<DeploymentResult> {
  const { by = ANN, id = null, key = null } = about;
  return made.engine.dispatch({
    command,
    by: { kind: "person", user: by },
    rights: rights(by),
    deployment: id === null ? { kind: "new" } : { kind: "id", id },
    key: key as DeliveryKey | null,
  });
}

export function deploy(environment: string, more: object = {}): DeploymentCommand {
  return {
    type: "propose",
    kind: "deploy",
    service: "suite",
    environment,
    subject: null,
    ref: "main",
    why: null,
    dryRun: false,
    database: null,
    restoreTo: null,
    requestedIn: CHANNEL,
    for: null,
    ...more,
  };
}

export async function proposed(
  made: Deployments,
  command: DeploymentCommand,
  key: string | null = null,
): Promise<Deployment["id"]> {
  const result = await ask(made, command, { key });
  if (result.deployment === null) throw new Error(JSON.stringify(result));
  return result.deployment.id;
}

export async function byId(made: Deployments, id: Deployment["id"]): Promise<Deployment> {
  const all = await made.desk.history({ service: null, environment: null, limit: 100 });
  const found = all.find((one) => one.id === id);
  if (found === undefined) throw new Error("there is no such deployment");
  return found;
}

/** Follows its runs, some seconds of the clock apart, until it is as wanted. */
export async function until(
  stage: DeployStage,
  made: Deployments,
  id: Deployment["id"],
  wanted: (deployment: Deployment) => boolean,
): Promise<Deployment> {
  const deadline = Date.now() + COMES_TRUE_MS;
  for (;;) {
    stage.advance(5_000);
    await made.follower.look();
    await made.look();
    const last = await byId(made, id);
    if (wanted(last)) return last;
    if (Date.now() > deadline) throw new Error(`it only came so far: ${JSON.stringify(last, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
