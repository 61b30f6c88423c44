import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Job, RepositoryName, Run } from "../../engine/code-host.ts";
import { jobOf, runOf } from "./progress.ts";
import { WorkflowJob, WorkflowRun } from "./replies.ts";

/** GitHub's webhooks: what becomes of a run, seconds after it does. What they leave out or lose is asked for. */

type RunNews = {
  /** GitHub's own id of this delivery; a delivery that is sent again has the same. */
  readonly delivery: string;
  readonly repository: RepositoryName;
  readonly run: { readonly runId: string } & Partial<Omit<Run, "runId" | "jobs">>;
  /** The job it is about; null when it is about the run as a whole. */
  readonly job: Job | null;
};

type ReadWebhook =
  | { readonly kind: "news"; readonly news: RunNews }
  /** An event that says nothing of a run; answered like any other. */
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly status: 400 | 401; readonly sentence: string };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The signature is checked before anything else is read. */
export function readWebhook(rawBody: Buffer, headers: Headers, secret: string): ReadWebhook {
  if (!verifyWebhook(rawBody, only(headers["x-hub-signature-256"]), secret))
    return refused(401, "The signature does not match GITHUB_WEBHOOK_SECRET.");
  const event = only(headers["x-github-event"]);
  const delivery = only(headers["x-github-delivery"]);
  if (event === undefined || delivery === undefined || delivery === "")
    return refused(400, "X-GitHub-Event and X-GitHub-Delivery are missing.");
  if (/form-urlencoded/i.test(only(headers["content-type"]) ?? ""))
    return refused(400, "Set the webhook's content type to application/json.");
  const read = READERS.get(event);
  if (read === undefined) return IGNORED;
  const body = parsed(rawBody);
  if (body === undefined) return refused(400, "The body is not JSON.");
  const found = read(body);
  if (found === null) return refused(400, `The body is not a ${event} event of GitHub's.`);
  return "kind" in found ? found : { kind: "news", news: { delivery, ...found } };
}

/**
 * Whether GitHub signed this body: `X-Hub-Signature-256: sha256=<HMAC-SHA256 in hex>`. There is no time stamp in it: a
 * repeated delivery is told by its id. An empty secret is nobody's, or everybody could sign.
 */
function verifyWebhook(rawBody: Buffer, header: string | undefined, secret: string): boolean {
  if (header === undefined || secret === "") return false;
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(rawBody).digest("hex")}`);
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const IGNORED = { kind: "ignored" } as const;

const repository = z.object({ full_name: z.string().min(3) });
const RunEvent = z.object({ repository, workflow_run: WorkflowRun });
const JobEvent = z.object({
  repository,
  workflow_job: WorkflowJob.extend({ run_attempt: z.int().nullish(), head_sha: z.string().nullish() }),
});
/** A deployment that no workflow made has no run. */
const DeploymentEvent = z.object({ repository, workflow_run: WorkflowRun.nullish() });

type Found = Omit<RunNews, "delivery"> | typeof IGNORED | null;

const READERS: ReadonlyMap<string, (body: unknown) => Found> = new Map([
  ["workflow_run", ofRunEvent],
  ["workflow_job", ofJobEvent],
  ["deployment_status", ofDeploymentEvent],
]);

function ofRunEvent(body: unknown): Found {
  const event = RunEvent.safeParse(body);
  return event.success ? ofRun(event.data.repository.full_name, event.data.workflow_run) : null;
}

function ofJobEvent(body: unknown): Found {
  const event = JobEvent.safeParse(body);
  if (!event.success) return null;
  const { run_id: runId, run_attempt, head_sha } = event.data.workflow_job;
  const run = {
    runId,
    ...(run_attempt == null ? {} : { attempt: run_attempt }),
    ...(head_sha == null ? {} : { headSha: head_sha }),
  };
  return { repository: event.data.repository.full_name, run, job: jobOf(event.data.workflow_job) };
}

function ofDeploymentEvent(body: unknown): Found {
  const event = DeploymentEvent.safeParse(body);
  if (!event.success) return null;
  const { repository: where, workflow_run: run } = event.data;
  return run == null ? IGNORED : ofRun(where.full_name, run);
}

function ofRun(name: RepositoryName, run: WorkflowRun): Found {
  return { repository: name, run: runOf(run), job: null };
}

function only(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function parsed(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString("utf8"));
  } catch {
    return undefined;
  }
}

function refused(status: 400 | 401, sentence: string): ReadWebhook {
  return { kind: "refused", status, sentence };
}
