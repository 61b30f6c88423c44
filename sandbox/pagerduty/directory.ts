import { type Answer, type Asked, json } from "../http.ts";
import { onCalls } from "./oncalls.ts";
import { listed, notFound, policyBody, serviceBody, userBody, type Wire } from "./wire.ts";

/** Reading the account: people, policies, services, and who is on call. */

/** One call of REST v2; `id` is the path's `{id}` and `inner` the one further in, or the empty string. */
export type RestCall = (asked: Asked, id: string, inner: string) => Answer;

export function directoryCalls(wire: Wire, now: () => number): Readonly<Record<string, RestCall>> {
  const { account } = wire;
  const people = () => account.people().filter(({ id }) => account.habits.isFound(id));
  return {
    "GET /abilities": () => json(200, { abilities: ["teams", "urgencies", "coordinated_responding"] }),
    "GET /users": (asked) =>
      listed(
        asked,
        "users",
        named(asked, people(), ({ email }) => email).map((p) => userBody(wire, p)),
      ),
    "GET /users/{id}": (_, id) =>
      one("user", people().find((person) => person.id === id) ?? null, (person) => userBody(wire, person)),
    "GET /services": (asked) =>
      listed(
        asked,
        "services",
        named(asked, account.services()).map((s) => serviceBody(wire, s)),
      ),
    "GET /services/{id}": (_, id) =>
      one("service", account.services().find((service) => service.id === id) ?? null, (service) =>
        serviceBody(wire, service),
      ),
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
    "GET /oncalls": (asked) => onCalls(wire, asked, now()),
  };
}

export function one<Thing>(name: string, thing: Thing | null, body: (thing: Thing) => unknown): Answer {
  return thing === null ? notFound() : json(200, { [name]: body(thing) });
}

/** `query` finds what contains it, in any case: asking for "on" finds "on-call" too. People also by their address. */
export function named<Thing extends { readonly name: string }>(
  asked: Asked,
  things: readonly Thing[],
  also: (thing: Thing) => string = () => "",
): readonly Thing[] {
  const query = asked.query.get("query")?.toLowerCase() ?? "";
  return things.filter((thing) => `${thing.name}\n${also(thing)}`.toLowerCase().includes(query));
}
