import type { Faults } from "../faults.ts";
import type { Asked, Handler } from "../http.ts";
import type { Journal } from "../journal.ts";
import { recorded } from "../pagerduty/strip.ts";
import type { Call } from "../slack/world.ts";
import { Access, APP_ID, INSTALLATION_ID } from "./access.ts";
import { accountCalls, appCalls } from "./account-calls.ts";
import { checkCalls } from "./check-calls.ts";
import { withFaults } from "./faulty.ts";
import { gitCalls } from "./git-calls.ts";
import { Limits, PER_HOUR } from "./limits.ts";
import { Repositories } from "./repositories.ts";
import { createRest } from "./rest.ts";
import { createRouter } from "./routes.ts";
import { runCalls } from "./run-calls.ts";
import type { Happening } from "./run-moves.ts";
import { Runs } from "./runs.ts";
import { createSite } from "./site.ts";
import { Webhooks } from "./webhooks.ts";
import type { Wire } from "./wire.ts";
import type { GitHubWorld, Later, SandboxRun } from "./world.ts";

export type StandInOptions = {
  readonly faults: Faults;
  readonly journal: Journal;
  /** What the bot is given. */
  readonly token: string;
  readonly webhookSecret: string;
  /** Where the routes are served, without a trailing slash; asked for only once they are. */
  readonly url: () => string;
  /** How often it may ask in an hour; 5,000 times when absent. */
  readonly perHour?: number;
  /** Epoch milliseconds; hand in both to play faster than the wall clock. */
  readonly now?: () => number;
  readonly later?: Later;
};

const realLater: Later = (afterMs, run) => {
  const timer = setTimeout(run, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
};

/** GitHub with the repositories of the systems whose manuals ship; give `routes` to `serve()`. */
export function createGitHubStandIn(
  options: StandInOptions,
): GitHubWorld & { readonly routes: Record<string, Handler> } {
  const parts = build(options);
  const { calls, listeners, runs, webhooks } = parts;
  return {
    get apiUrl() {
      return `${options.url()}/github/api`;
    },
    routes: routesOf(options, parts),
    asked: () => [...calls],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      runs.close();
      webhooks.close();
      listeners.clear();
    },
    ...hands(parts),
    ...runHands(parts),
  };
}

function build(options: StandInOptions) {
  const { faults, journal, now = Date.now, later = realLater } = options;
  const calls: Call[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const repositories = new Repositories(journal, now);
  const access = new Access({ token: options.token, repositories, now });
  const onHappening = (run: SandboxRun, happening: Happening) => webhooks.send(run, happening);
  const runs = new Runs({ journal, repositories, now, later, onHappening, onMove: changed });
  const wire: Wire = {
    repositories,
    runs,
    now,
    get base() {
      return `${options.url()}/github/api`;
    },
    get site() {
      return `${options.url()}/github`;
    },
  };
  const webhooks = new Webhooks({ secret: options.webhookSecret, wire, later, faults });
  return { now, later, calls, listeners, changed, repositories, access, runs, wire, webhooks };
}

type Parts = ReturnType<typeof build>;

function routesOf({ faults, perHour }: StandInOptions, parts: Parts): Record<string, Handler> {
  const { now, later, calls, changed, access, runs, wire } = parts;
  const limits = new Limits(now, perHour ?? PER_HOUR);
  const repositoryCalls = { ...gitCalls(wire), ...checkCalls(wire), ...runCalls(wire) };
  const ofAccount = accountCalls(wire, limits);
  const ofApp = appCalls(wire, access);
  const router = createRouter(Object.keys({ ...repositoryCalls, ...ofAccount, ...ofApp }));
  const route = ({ method, path }: Asked) => router(method, path);
  const named = (asked: Asked) => route(asked)?.call ?? `${asked.method} ${asked.path}`;
  const rest = createRest({
    wire,
    access,
    limits,
    route,
    repositoryCalls,
    accountCalls: ofAccount,
    appCalls: ofApp,
  });
  const handle = withFaults({ faults, runs, now, later, callOf: named, handle: rest });
  return {
    "/github/api/": recorded({ calls, now, changed, named, handle }),
    "/github/": createSite(wire),
  };
}

/** What a person can see and arrange in the account. */
function hands({ repositories, runs, access, webhooks, changed }: Parts) {
  const andTell =
    <Ask extends readonly unknown[], Done>(act: (...ask: Ask) => Done) =>
    (...ask: Ask): Done => {
      const done = act(...ask);
      changed();
      return done;
    };
  return {
    repositories: () => repositories.all(),
    repository: (name: string) => repositories.known(name),
    workflows: (repository: string) => repositories.workflows(repository),
    runs: (repository?: string) =>
      runs.all().filter((run) => repository === undefined || run.repository === repository),
    commit: andTell((ask: Parameters<GitHubWorld["commit"]>[0]) => repositories.commit(ask)),
    setBranch: andTell((ask: Parameters<GitHubWorld["setBranch"]>[0]) => repositories.setBranch(ask)),
    setTag: andTell((ask: Parameters<GitHubWorld["setTag"]>[0]) => repositories.setTag(ask)),
    setCheck: andTell((ask: Parameters<GitHubWorld["setCheck"]>[0]) => repositories.setCheck(ask)),
    setWorkflow: andTell((ask: Parameters<GitHubWorld["setWorkflow"]>[0]) => repositories.setWorkflow(ask)),
    setRights: andTell((rights: Parameters<GitHubWorld["setRights"]>[0]) => repositories.setRights(rights)),
    setSeen: andTell((repository: string, seen: boolean) => repositories.setSeen(repository, seen)),
    app: () => ({ appId: APP_ID, installationId: INSTALLATION_ID, privateKey: access.privateKey() }),
    connectWebhook: (to: { readonly url: string }) => webhooks.connect(to.url),
    clearWebhook: () => webhooks.disconnect(),
    deliveries: () => webhooks.deliveries(),
    redeliver: (id: string) => webhooks.redeliver(id),
  };
}

/** What a person can do to a run. */
function runHands({ runs }: Parts) {
  const known = (id: number): SandboxRun => {
    const run = runs.get(id);
    if (run === null) throw new Error(`no run ${id} in the sandbox's GitHub`);
    return run;
  };
  const onOpen = (act: (run: SandboxRun) => void) => (id: number) => {
    const run = known(id);
    if (run.status === "completed") throw new Error(`run ${id} is already over`);
    act(run);
    return known(id);
  };
  return {
    run: known,
    succeed: onOpen((run) => runs.succeed(run)),
    fail: onOpen((run) => runs.fail(run)),
    hang: onOpen((run) => runs.hang(run)),
    resume: onOpen((run) => runs.resume(run)),
    cancel: onOpen((run) => runs.cancel(run)),
    approve: onOpen((run) => {
      if (run.status !== "waiting") throw new Error(`run ${run.id} waits for nobody`);
      runs.approve(run);
    }),
    rerun: (id: number) => {
      const run = known(id);
      if (run.status !== "completed") throw new Error(`run ${id} is not over yet`);
      runs.rerun(run, "all");
      return known(id);
    },
  };
}
