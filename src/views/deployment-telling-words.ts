import type { Deployment, Pinned, Step } from "../domain/deployment/deployment.ts";
import type { DeploymentEvent } from "../domain/deployment/event.ts";
import type { Actor } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { short } from "./deployment-words.ts";
import type { Ink } from "./telling-words.ts";
import { listed, unstopped } from "./text.ts";

// What the sentences about deployments are made with.

export type Teller = {
  /** As it is now, which may be later than the event. */
  readonly deployment: Deployment;
  readonly profile: Profile;
  readonly by: Actor;
  readonly ink: Ink;
};

export type EventOf<Type extends DeploymentEvent["type"]> = Extract<DeploymentEvent, { readonly type: Type }>;

export type TellersOf<Types extends DeploymentEvent["type"]> = {
  readonly [Type in Types]: (event: EventOf<Type>, teller: Teller) => string;
};

/** ` by <@U1>`; nothing for the bot's own doing. */
export function byWhom({ by, ink }: Teller): string {
  switch (by.kind) {
    case "person":
      return ` by ${ink.person(by.user)}`;
    case "pagerduty":
      return ` by ${ink.words(by.name)} in PagerDuty`;
    case "tocsin":
      return "";
  }
}

export function because(why: string | null, { ink }: Teller, word = ": "): string {
  return why === null || why.trim() === "" ? "" : `${word}${unstopped(ink.speech(why))}`;
}

/** The commit's seven digits, which lead to it. */
export function commit({ sha, url }: Pick<Pinned, "sha" | "url">, { ink }: Teller): string {
  return ink.link(url, ink.words(short(sha)));
}

export function stepOf({ deployment }: Teller, key: string): Step | undefined {
  return deployment.steps.find((step) => step.key === key);
}

/** The step's name, in bold. */
export function stepSaid(teller: Teller, key: string): string {
  return teller.ink.bold(stepOf(teller, key)?.name ?? `step ${key}`);
}

/** `deploy.yml`, or the step's name. */
export function runSaid(teller: Teller, key: string): string {
  const step = stepOf(teller, key);
  return step?.does.kind === "run" ? teller.ink.bold(step.does.workflow) : stepSaid(teller, key);
}

/** The job and step in which it failed, and where to read on. */
export function whereInRun(teller: Teller, key: string): string {
  const { ink } = teller;
  const step = stepOf(teller, key);
  const bad = (step?.jobs ?? []).filter(({ state }) => state === "failed").slice(0, 3);
  const jobs = bad.map(
    ({ name, step: at }) => `${ink.bold(name)}${at === null ? "" : ` at “${ink.words(at)}”`}`,
  );
  const job = jobs.length === 0 ? "" : `. Job ${listed(jobs)}`;
  return step?.run == null ? job : `${job} (${ink.link(step.run.url, "run")})`;
}
