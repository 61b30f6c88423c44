import type { Instant } from "../../domain/ids.ts";
import type { CodeHost, Started } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import type { GitHubCall } from "./answer.ts";
import { checks } from "./checks.ts";
import type { Credentials, TimeLimits } from "./client.ts";
import { compare } from "./compare.ts";
import { find } from "./find.ts";
import { partsOf } from "./parts.ts";
import { resolve } from "./resolve.ts";
import { cancel, run } from "./runs.ts";
import { start } from "./start.ts";
import { workflow } from "./workflow.ts";

export type CodeHostOptions = Credentials & {
  readonly apiUrl: string;
  readonly log: (call: GitHubCall) => void;
  readonly timeLimits?: TimeLimits;
  /** What time it is, for how long a rate limit still holds. */
  readonly clock?: () => Instant;
};

export const TIME_LIMITS: TimeLimits = { attemptMs: 10_000, retryMs: 500 };

/** With a token or as an App, else off. Connects to nothing until asked. */
export function createCodeHost(options: CodeHostOptions): CodeHost {
  if (options.token === null && options.app === null) return OFF;
  const { timeLimits = TIME_LIMITS, clock: now = Date.now } = options;
  const parts = partsOf({ ...options, timeLimits, now });
  return {
    state: "on",
    resolve: (repository, ref, isOwn = false) => resolve(repository, { ref, isOwn }, parts),
    compare: (repository, base, head) => compare(repository, { base, head }, parts),
    checks: (repository, sha) => checks(repository, sha, parts),
    start: (ask) => start(ask, parts),
    find: (ask) => find(ask, parts),
    run: (repository, runId) => run(repository, runId, parts),
    cancel: (repository, runId) => cancel(repository, runId, parts),
    workflow: (repository, file) => workflow(repository, file, parts),
  };
}

const CURE =
  "Set GITHUB_TOKEN, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID, and start Tocsin again.";

const unread = async (): Promise<Extract<Outcome<never>, { kind: "failed" }>> => ({
  kind: "failed",
  reason: "GitHub cannot be asked: Tocsin has no GitHub credentials.",
  cure: CURE,
});

const unstarted = async (): Promise<Started> => ({
  kind: "refused",
  reason: "Nothing was started: Tocsin has no GitHub credentials.",
  cure: CURE,
  afterMs: null,
});

const OFF: CodeHost = {
  state: "off",
  resolve: unread,
  compare: unread,
  checks: unread,
  start: unstarted,
  find: unread,
  run: unread,
  cancel: unread,
  workflow: unread,
};
