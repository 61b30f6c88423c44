import { type Answer, type Asked, json } from "../http.ts";
import {
  listed,
  notFound,
  policyBody,
  reference,
  serviceBody,
  userBody,
  userReference,
  type Wire,
} from "./wire.ts";

/** Reading the account: people, policies, services, and who is on call. */

/** One call of REST v2; `id` is the path's `{id}`, or the empty string. */
export type RestCall = (asked: Asked, id: string) => Answer;

export function directoryCalls(wire: Wire): Readonly<Record<string, RestCall>> {
  const { account } = wire;
  return {
    "GET /abilities": () => json(200, { abilities: ["teams", "urgencies", "coordinated_responding"] }),
    "GET /users": (asked) =>
      listed(
        asked,
        "users",
        named(asked, account.people()).map((p) => userBody(wire, p)),
      ),
    "GET /users/{id}": (_, id) => one("user", account.person(id), (person) => userBody(wire, person)),
    "GET /services": (asked) =>
      listed(
        asked,
        "services",
        named(asked, account.services()).map((s) => serviceBody(wire, s)),
      ),
    "GET /services/{id}": (_, id) =>
      one("service", account.service(id), (service) => serviceBody(wire, service)),
    "GET /escalation_policies": (asked) =>
      listed(
        asked,
        "escalation_policies",
        named(asked, account.policies()).map((p) => policyBody(wire, p)),
      ),
    "GET /escalation_policies/{id}": (_, id) =>
      one("escalation_policy", account.policies().find((p) => p.id === id) ?? null, (policy) =>
        policyBody(wire, policy),
      ),
    // Policies here name people, not schedules.
    "GET /schedules": (asked) => listed(asked, "schedules", []),
    "GET /oncalls": (asked) => listed(asked, "oncalls", onCalls(wire, asked)),
  };
}

function one<Thing>(name: string, thing: Thing | null, body: (thing: Thing) => unknown): Answer {
  return thing === null ? notFound() : json(200, { [name]: body(thing) });
}

/** `query` finds what contains it, in any case: asking for "on" finds "on-call" too. */
function named<Thing extends { readonly name: string }>(
  asked: Asked,
  things: readonly Thing[],
): readonly Thing[] {
  const query = asked.query.get("query")?.toLowerCase() ?? "";
  return things.filter((thing) => thing.name.toLowerCase().includes(query));
}

function onCalls(wire: Wire, asked: Asked): unknown[] {
  const wanted = asked.query.getAll("escalation_policy_ids[]");
  const full = asked.query.getAll("include[]").includes("users");
  const policies = wire.account
    .policies()
    .filter((policy) => wanted.length === 0 || wanted.includes(policy.id));
  return policies.flatMap((policy) =>
    policy.levels.flatMap((level, at) =>
      level.people.map((id) => {
        const person = wire.account.person(id);
        const user = full && person !== null ? userBody(wire, person) : userReference(wire, id);
        const escalation_policy = reference(wire, "escalation_policy", policy.id, policy.name);
        return { escalation_policy, escalation_level: at + 1, schedule: null, user, start: null, end: null };
      }),
    ),
  );
}
