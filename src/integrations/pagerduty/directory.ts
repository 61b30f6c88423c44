import type { z } from "zod";
import { failed, type Judging, judge, type NotDone } from "./judge.ts";
import { More, Policy, Service } from "./replies.ts";
import type { Rest } from "./rest.ts";

/** Escalation policies and services, by id or by name. */

type Found<Thing> = { readonly kind: "found"; readonly thing: Thing } | NotDone;

export type Directory = {
  policy(idOrName: string): Promise<Found<Policy>>;
  service(idOrName: string): Promise<Found<Service>>;
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
const SERVICES: Kind<Service> = {
  plural: "services",
  singular: "service",
  words: "service",
  schema: Service,
};

const REMEMBERED_MS = 60_000;
const PER_PAGE = 100;
/** Five pages of names that contain the one asked for: more than any account has. */
const MOST_PAGES = 5;
const LOOKS_LIKE_AN_ID = /^P[A-Z0-9]{5,13}$/;

export function createDirectory(options: {
  readonly rest: Rest;
  readonly judging: Judging;
  readonly now: () => number;
}): Directory {
  const policies = remembering((wanted) => find(POLICIES, wanted, options), options.now);
  const services = remembering((wanted) => find(SERVICES, wanted, options), options.now);
  return {
    policy: policies.get,
    service: services.get,
    forget: () => {
      policies.forget();
      services.forget();
    },
  };
}

/** Keeps what was found for a minute, and longer while PagerDuty cannot be asked: a page must not fail for want of a lookup. */
function remembering<Thing>(look: (wanted: string) => Promise<Found<Thing>>, now: () => number) {
  const known = new Map<string, { readonly found: Found<Thing>; readonly until: number }>();
  return {
    get: async (wanted: string): Promise<Found<Thing>> => {
      const remembered = known.get(wanted);
      if (remembered !== undefined && now() < remembered.until) return remembered.found;
      const found = await look(wanted);
      if (found.kind === "found") known.set(wanted, { found, until: now() + REMEMBERED_MS });
      return found.kind === "retry" && remembered !== undefined ? remembered.found : found;
    },
    forget: () => known.clear(),
  };
}

type Asking = { readonly rest: Rest; readonly judging: Judging };

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
  const alike = await listed(kind, wanted, asking);
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

/** Everything whose name contains `query`; everything there is when it is empty, one page of it. */
async function listed<Thing>(
  kind: Kind<Thing>,
  query: string,
  { rest, judging }: Asking,
): Promise<readonly Thing[] | NotDone> {
  const things: Thing[] = [];
  for (let page = 0; page < (query === "" ? 1 : MOST_PAGES); page += 1) {
    const answer = await rest({
      method: "GET",
      path: kind.plural,
      call: `GET /${kind.plural}`,
      query: { limit: String(PER_PAGE), offset: String(page * PER_PAGE), ...(query === "" ? {} : { query }) },
    });
    if (answer.kind !== "answered" || answer.status !== 200) return judge(answer, judging);
    const rows = kind.schema
      .array()
      .safeParse((answer.body as Record<string, unknown> | undefined | null)?.[kind.plural]);
    if (!rows.success) return judge(answer, judging);
    things.push(...rows.data);
    if (More.safeParse(answer.body).data?.more !== true) break;
  }
  return things;
}

async function unknown<Thing extends { readonly name: string }>(
  kind: Kind<Thing>,
  wanted: string,
  asking: Asking,
): Promise<NotDone> {
  const reason = `PagerDuty has no ${kind.words} "${wanted}".`;
  const all = await listed(kind, "", asking);
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
