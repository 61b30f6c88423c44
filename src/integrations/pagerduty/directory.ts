import type { z } from "zod";
import { failed, judge, type NotDone } from "./judge.ts";
import { type Asking, listed } from "./listing.ts";
import { type Found, remembering } from "./remembering.ts";
import { Policy, Schedule, Service } from "./replies.ts";

/** Escalation policies, schedules and services, by id or by name. */

export type Directory = {
  policy(idOrName: string): Promise<Found<Policy>>;
  schedule(idOrName: string): Promise<Found<Schedule>>;
  service(idOrName: string): Promise<Found<Service>>;
  /** The first service there is, for pages to people, which PagerDuty does not take without one. */
  anyService(): Promise<Found<Service>>;
  /** After a refusal: what was remembered may have been deleted there. */
  forget(): void;
};

type Kind<Thing> = {
  readonly plural: string;
  readonly singular: string;
  readonly words: string;
  readonly schema: z.ZodType<Thing>;
};

const POLICIES: Kind<Policy> = {
  plural: "escalation_policies",
  singular: "escalation_policy",
  words: "escalation policy",
  schema: Policy,
};
const SCHEDULES: Kind<Schedule> = {
  plural: "schedules",
  singular: "schedule",
  words: "schedule",
  schema: Schedule,
};
const SERVICES: Kind<Service> = {
  plural: "services",
  singular: "service",
  words: "service",
  schema: Service,
};

const REMEMBERED_MS = 60_000;
const LOOKS_LIKE_AN_ID = /^P[A-Z0-9]{5,13}$/;

export function createDirectory(asking: Asking, now: () => number): Directory {
  const how = { now, forMs: REMEMBERED_MS };
  const policies = remembering((wanted) => find(POLICIES, wanted, asking), how);
  const schedules = remembering((wanted) => find(SCHEDULES, wanted, asking), how);
  const services = remembering((wanted) => find(SERVICES, wanted, asking), how);
  const first = remembering(() => firstService(asking), how);
  return {
    policy: policies.get,
    schedule: schedules.get,
    service: services.get,
    anyService: () => first.get(""),
    forget: () => {
      for (const remembered of [policies, schedules, services, first]) remembered.forget();
    },
  };
}

/** A name may look like an id, so what is no id is looked for as a name; what is neither is refused with the known names. */
async function find<Thing extends { readonly id: string; readonly name: string }>(
  kind: Kind<Thing>,
  wanted: string,
  asking: Asking,
): Promise<Found<Thing>> {
  if (LOOKS_LIKE_AN_ID.test(wanted)) {
    const byId = await findById(kind, wanted, asking);
    if (byId !== null) return byId;
  }
  const alike = await named(kind, wanted, asking);
  if ("kind" in alike) return alike;
  const same = (name: string) => name.trim().toLowerCase() === wanted.trim().toLowerCase();
  const thing = alike.find(({ name }) => name === wanted) ?? alike.find(({ name }) => same(name));
  return thing === undefined ? unknown(kind, wanted, asking) : { kind: "found", thing };
}

/** Null when there is none with this id. */
async function findById<Thing>(
  kind: Kind<Thing>,
  id: string,
  { rest, judging }: Asking,
): Promise<Found<Thing> | null> {
  const answer = await rest({
    method: "GET",
    path: `${kind.plural}/${encodeURIComponent(id)}`,
    call: `GET /${kind.plural}/{id}`,
  });
  if (answer.kind !== "answered" || answer.status !== 200) {
    return answer.kind === "answered" && answer.status === 404 ? null : judge(answer, judging);
  }
  const read = kind.schema.safeParse(
    (answer.body as Record<string, unknown> | undefined | null)?.[kind.singular],
  );
  return read.success ? { kind: "found", thing: read.data } : judge(answer, judging);
}

/** Everything whose name contains `query`; the first page of all there is when it is empty. */
function named<Thing>(kind: Kind<Thing>, query: string, asking: Asking): Promise<readonly Thing[] | NotDone> {
  const { plural, schema } = kind;
  const list = { path: plural, call: `GET /${plural}`, name: plural, schema };
  return listed(asking, query === "" ? { ...list, mostPages: 1 } : { ...list, query: { query } });
}

async function firstService(asking: Asking): Promise<Found<Service>> {
  const services = await named(SERVICES, "", asking);
  if ("kind" in services) return services;
  const thing = services[0];
  if (thing !== undefined) return { kind: "found", thing };
  return failed(
    "PagerDuty pages for a service, and the account has none.",
    "Make a service in PagerDuty and press Try again; until then, call people by phone.",
  );
}

async function unknown<Thing extends { readonly name: string }>(
  kind: Kind<Thing>,
  wanted: string,
  asking: Asking,
): Promise<NotDone> {
  const reason = `PagerDuty has no ${kind.words} "${wanted}".`;
  const all = await named(kind, "", asking);
  const names = "kind" in all ? [] : all.map(({ name }) => name);
  if (names.length === 0)
    return failed(
      reason,
      `Correct the name in the ops profile, or make the ${kind.words} in PagerDuty, and press Try again.`,
    );
  const shown = names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
  return failed(
    reason,
    `Write one that is there into the ops profile (known: ${shown}), or make it in PagerDuty, and press Try again.`,
  );
}
