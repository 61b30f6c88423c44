import type { EffectId, SlackUserId } from "../domain/ids.ts";
import type { Cover, Errand, OnCallViews, StoredErrand } from "./on-call-ports.ts";
import type { Message } from "./ports.ts";

/** What follows from an errand that is late or not done: who is told, once. */

export type Problem = { readonly reason: string; readonly cure: string };

type Telling = {
  readonly views: OnCallViews;
  /** Where it is told that a user group is not kept. */
  readonly channel: () => string;
};

export function toldOfFailure(
  errand: StoredErrand,
  cover: Cover | null,
  problem: Problem,
  options: Telling,
): readonly Errand[] {
  const { body } = errand;
  switch (body.kind) {
    case "post":
      return body.tell === null
        ? []
        : [direct(part(errand.id, "not-posted"), body.tell, options.views.notPosted(body.to, problem))];
    case "override":
      return cover === null || cover.taken === null
        ? []
        : toBoth(errand.id, "failed", cover, options.views.notCovered(cover, problem));
    case "set-user-group":
      return groupTrouble(body.handle, problem, options);
  }
}

/** Once for each reason: a plan without user groups stays one. */
function groupTrouble(handle: string, problem: Problem, { views, channel }: Telling): readonly Errand[] {
  return [
    {
      id: `group/${handle}/not-kept/${short(problem.reason)}` as EffectId, // made here, the same for the same reason
      body: {
        kind: "post",
        to: { kind: "channel", channel: channel() },
        message: views.groupNotKept(handle, problem),
        tell: null,
      },
    },
  ];
}

function short(reason: string): string {
  return reason
    .toLowerCase()
    .replace(/[^a-z]+/gu, "-")
    .slice(0, 80);
}

export function toBoth(
  id: EffectId,
  what: string,
  { askedBy, taken }: Cover,
  message: Message,
): readonly Errand[] {
  const people = [...new Set([askedBy, ...(taken === null ? [] : [taken.by])])];
  return people.map((user) => direct(part(id, `${what}/${user}`), user, message));
}

function direct(id: EffectId, user: SlackUserId, message: Message): Errand {
  return { id, body: { kind: "post", to: { kind: "person", user }, message, tell: null } };
}

export function part(id: EffectId, what: string): EffectId {
  return `${id}/${what}` as EffectId; // named after the errand it follows from, so that it is added once
}
