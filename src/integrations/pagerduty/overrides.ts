import type { Outcome, OverrideAsk } from "../../engine/ports.ts";
import type { Answer } from "./answer.ts";
import { byRest, failed, judge, type NotDone } from "./judge.ts";
import { iso } from "./on-calls.ts";
import type { Parts } from "./parts.ts";
import type { User } from "./replies.ts";
import { OverrideList, OverridesMade } from "./replies.ts";

/** Somebody else on call for a while. PagerDuty has no key for it: the same one made twice is there twice. */

type Made = Outcome<{ readonly overrideId: string }>;

const DOUBT = "; the override may or may not be there";

export async function override(ask: OverrideAsk, parts: Parts): Promise<Made> {
  const person = await parts.people.byEmail(ask.email);
  if (person.kind !== "found") return person;
  if (person.thing === null)
    return failed(
      `PagerDuty has no user with the address ${ask.email}, so nobody can be put on call by it.`,
      "Correct the address or make the user in PagerDuty, and ask again.",
    );
  const user = person.thing;
  if (ask.attempt.number > 1) {
    const earlier = await thereAlready(ask, user, parts);
    if (earlier !== null) return earlier;
  }
  const answer = await parts.rest({
    method: "POST",
    path: `schedules/${encodeURIComponent(ask.schedule)}/overrides`,
    call: "POST /schedules/{id}/overrides",
    data: {
      overrides: [
        { start: iso(ask.from), end: iso(ask.until), user: { id: user.id, type: "user_reference" } },
      ],
    },
  });
  return read(answer, parts);
}

/** Null when it is not there. A look that cannot be had holds it up: two overrides are worse than a late one. */
async function thereAlready(ask: OverrideAsk, user: User, parts: Parts): Promise<Made | null> {
  const answer = await parts.rest({
    method: "GET",
    path: `schedules/${encodeURIComponent(ask.schedule)}/overrides`,
    call: "GET /schedules/{id}/overrides",
    query: { since: iso(ask.from), until: iso(ask.until) },
  });
  const list =
    answer.kind === "answered" && answer.status === 200 ? OverrideList.safeParse(answer.body) : null;
  if (list?.success !== true) return judge(answer, parts.judging);
  const same = list.data.overrides.find(
    (one) => one.user.id === user.id && isSameSecond(one.start, ask.from) && isSameSecond(one.end, ask.until),
  );
  return same === undefined ? null : { kind: "done", receipt: { overrideId: same.id } };
}

/** PagerDuty keeps whole seconds. */
function isSameSecond(one: number, other: number): boolean {
  return Math.abs(one - other) < 1_000;
}

/** Made one by one: the answer as a whole is a success even where the override in it was refused. */
function read(answer: Answer, parts: Parts): Made | NotDone {
  const made =
    answer.kind === "answered" && answer.status >= 200 && answer.status < 300
      ? OverridesMade.safeParse(answer.body)
      : null;
  if (made?.success !== true) return judge(answer, byRest(parts.timeoutMs, DOUBT));
  const [one] = made.data;
  if (one?.override !== undefined && one.override !== null && one.status < 300)
    return { kind: "done", receipt: { overrideId: one.override.id } };
  const why = (one?.errors ?? []).join("; ");
  return failed(
    `PagerDuty refused the override (${one?.status ?? ""}${why === "" ? "" : `: ${why}`}).`,
    "Check the times and the schedule in PagerDuty, and ask again.",
  );
}
