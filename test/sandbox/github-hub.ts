import { Faults } from "../../sandbox/faults.ts";
import { createGitHubStandIn } from "../../sandbox/github/stand-in.ts";
import { type Asked, type Handler, serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { handClock } from "../integrations/pagerduty/account.ts";
import { type Exchange, faultsOf } from "./github-contract.ts";

export const TOKEN = "github_pat_of_the_test";
export const SECRET = "webhook-secret-of-the-test";
export const SUITE = "sebenza/suite";

/** A GitHub of its own, served on a free port of this machine, whose every answer is held to the description. */
export async function startHub(
  options: {
    readonly journal?: Journal;
    readonly clock?: ReturnType<typeof handClock>;
    readonly perHour?: number;
  } = {},
) {
  const { journal = new Journal(null), clock = handClock(), ...limits } = options;
  const faults = new Faults();
  const exchanges: Exchange[] = [];
  let url = "";
  const world = createGitHubStandIn({
    faults,
    journal,
    token: TOKEN,
    webhookSecret: SECRET,
    url: () => url,
    now: clock.now,
    later: clock.later,
    ...limits,
  });
  const heard =
    (handler: Handler): Handler =>
    async (asked: Asked) => {
      const answer = await handler(asked);
      // What comes as HTML comes from some machine in between.
      if (answer !== null && answer.headers?.["content-type"] !== "text/html")
        exchanges.push({ asked, answer });
      return answer;
    };
  const api = world.routes["/github/api/"];
  if (api === undefined) throw new Error("the stand-in has no API");
  const served = await serve({ ...world.routes, "/github/api/": heard(api) });
  url = served.url;
  const close = async () => {
    await world.close();
    await served.close();
  };
  /** What is not as GitHub describes it, of all that was asked so far. */
  const contractFaults = () => exchanges.flatMap(faultsOf);
  return { world, faults, clock, close, contractFaults };
}

export type Hub = Awaited<ReturnType<typeof startHub>>;

export type Replied = {
  readonly status: number;
  readonly headers: Headers;
  /** Null when there is none. */
  readonly body: unknown;
};

/** One call as a careful client makes it; `headers` with an undefined value are left out. */
export async function ask(
  hub: Hub,
  call: string,
  options: { body?: unknown; headers?: Record<string, string | undefined> } = {},
): Promise<Replied> {
  const [method = "GET", path = ""] = call.split(" ");
  const wanted: Record<string, string | undefined> = {
    authorization: `Bearer ${TOKEN}`,
    accept: "application/vnd.github+json",
    "user-agent": "test",
    "x-github-api-version": "2022-11-28",
    ...options.headers,
  };
  const headers = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const reply = await fetch(hub.world.apiUrl + path, { method, headers, redirect: "manual", ...body });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: text === "" ? null : JSON.parse(text) };
}

/** `POST …/dispatches` of a workflow of the suite. */
export function dispatch(
  hub: Hub,
  more: {
    readonly workflow?: string;
    readonly ref?: unknown;
    readonly inputs?: unknown;
    readonly details?: unknown;
    readonly version?: string;
  } = {},
): Promise<Replied> {
  const { workflow = "deploy.yml", ref = "main", details = true, version = "2022-11-28" } = more;
  const inputs = more.inputs ?? { deploy_id: "DEP-1", environment: "production" };
  const body = { ref, inputs, ...(details === undefined ? {} : { return_run_details: details }) };
  return ask(hub, `POST /repos/${SUITE}/actions/workflows/${workflow}/dispatches`, {
    body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "none")),
    headers: { "x-github-api-version": version },
  });
}

/** The run that came of it. */
export async function started(hub: Hub, more: Parameters<typeof dispatch>[1] = {}): Promise<number> {
  const { body, status } = await dispatch(hub, more);
  if (status !== 200) throw new Error(`not started: ${JSON.stringify(body)}`);
  return (body as { workflow_run_id: number }).workflow_run_id;
}
