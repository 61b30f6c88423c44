// What does the bot do when this happens? The whole answer, in one switch.
// What is said or done once follows the single event; what is level-triggered (card, topic, announcement) follows
// the difference between before and after, so one command refreshes each at most once.
// Pure: effects are only named here. Nothing of a private incident is ever addressed to the announcements channel.
import type { Effect, EffectBody, Invitee } from "../effect.ts";
import type { EffectId, Instant, SlackUserId } from "../ids.ts";
import type { Profile } from "../profile.ts";
import { isAtLeast } from "./answer.ts";
import { effectIdOf, pageWord, postWhat } from "./effect-id.ts";
import type { IncidentEvent } from "./event.ts";
import type { Actor, Incident } from "./incident.ts";
import { firstInvitees, inviteeWord, pagedInvitees, severityInvitees } from "./invitees.ts";
import { acknowledgedPages, answerOf, resolvedPages } from "./page-answers.ts";
import { levelEffects } from "./refresh.ts";
import { tellTrouble } from "./tell-trouble.ts";

/** An event with who caused it and when. */
export type Caused = { readonly event: IncidentEvent; readonly by: Actor; readonly at: Instant };

type Scene = {
  readonly before: Incident | null;
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  readonly at: Instant;
  readonly profile: Profile;
};

type EventOf<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: T }>;

/** Effects of one decision, in the order they were thought of; they run in any order, each by itself. */
export function react(
  before: Incident | null,
  after: Incident,
  recorded: readonly Caused[],
  profile: Profile,
): readonly Effect[] {
  const events = recorded.map(({ event }) => event);
  const scene: Scene = { before, after, events, at: recorded.at(-1)?.at ?? 0, profile };
  const first = after.version - recorded.length + 1;
  const once = recorded.flatMap(({ event, by }, index) =>
    answer(event, scene, by).map((body) => withId(body, event, after, first + index)),
  );
  const level = levelEffects(scene).map((body) => identified(body, after, after.version));
  return withoutRepeatedInvites([...once, ...level]);
}

function answer(event: IncidentEvent, scene: Scene, by: Actor): readonly EffectBody[] {
  const { after, profile } = scene;
  switch (event.type) {
    case "declared":
      return after.private
        ? [{ kind: "create-channel" }]
        : [{ kind: "create-channel" }, { kind: "announce" }];
    case "card-posted":
      return [{ kind: "pin-card" }];
    case "postmortem-requested":
      return [{ kind: "show-postmortem", by }, { kind: "share-postmortem" }];
    case "declared-again":
      return inviteOne(after, event.by);
    case "page-requested":
      return [pageOf(event), ...sayMove(event, after, by), ...bringIn(event, scene)];
    case "page-accepted":
      return [...say(event, after, by), ...answerLatePage(event.effect, after), ...tellUnknown(event)];
    case "page-stalled":
      return [...say(event, after, by), ...otherWays(event, after)];
    case "page-unacknowledged":
      return [...say(event, after, by), ...answerOf(after, event.effect)];
    case "page-escalated":
      return event.level.level > 1 ? say(event, after, by) : [];
    case "step-skipped":
      return sayInAnyCase(event, by);
    case "page-resolved":
      return isAtLeast(after.phase, "resolved") ? [] : say(event, after, by);
    case "escalation-begun":
      return isWorthSaying(event, scene.at) ? say(event, after, by) : [];
    case "escalation-exhausted":
      return [...say(event, after, by), ...shout(event, after, by)];
    case "channel-created":
      return [
        { kind: "post-card" },
        ...bookmarks(after, profile),
        ...invite(after, firstInvitees(after, profile)),
      ];
    case "acknowledged":
      return [...(isFirst(event, scene) ? say(event, after, by) : []), ...acknowledgedPages(after, event)];
    case "status-changed":
      return [...(isFirst(event, scene) ? say(event, after, by) : []), ...resolvePages(scene)];
    case "severity-changed":
      return [...say(event, after, by), ...(event.rank < event.fromRank ? worsened(scene) : [])];
    case "role-assigned":
      return [...say(event, after, by), ...inviteOne(after, event.user)];
    case "joined":
      return inviteOne(after, event.user);
    case "note-added":
    case "update-posted":
    case "page-withdrawn":
    case "escalation-stopped":
    case "escalation-held":
    case "acknowledgement-reminded":
    case "acknowledgement-expired":
    case "promise-told":
    case "clocks-paused":
    case "clocks-resumed":
    case "update-asked":
    case "deployment-suspected":
    case "nudged":
    case "caught-up":
    case "reopened":
      return isQuoted(event) ? [] : say(event, after, by);
    case "effect-troubled":
    case "effect-cured":
    case "effect-waived":
      return tellTrouble(event, after, by);
    case "effect-retried":
      return [{ kind: "retry", effect: event.effect, hurried: event.hurried }];
    case "announced":
    case "left":
    case "talked":
    case "page-notified":
    case "summoned":
    case "update-snoozed":
    case "postmortem-shared":
      return [];
  }
}

/** In the incident channel, once there is one: until then the card that comes with it says the same. */
function say(event: IncidentEvent, after: Incident, by: Actor): readonly EffectBody[] {
  return after.channel === null ? [] : [{ kind: "post", to: { kind: "incident-channel" }, about: event, by }];
}

/** Also while the channel is still being made: the card cannot tell it, because nothing of it stays in the state. */
function sayInAnyCase(event: IncidentEvent, by: Actor): readonly EffectBody[] {
  return [{ kind: "post", to: { kind: "incident-channel" }, about: event, by }];
}

/** A pinned or quoted message is there to be read already; a typed note is echoed, and so is what a deployment did. */
function isQuoted(event: IncidentEvent): boolean {
  return event.type === "note-added" && event.source !== "command" && event.source !== "deployment";
}

function invite(after: Incident, who: readonly Invitee[]): readonly EffectBody[] {
  return after.channel === null ? [] : who.map((one) => ({ kind: "invite", who: one }));
}

function inviteOne(after: Incident, user: SlackUserId): readonly EffectBody[] {
  return invite(after, [{ kind: "person", user }]);
}

/** A worse severity brings in its own people; a milder one sends nobody away. */
function worsened({ after, profile }: Scene): readonly EffectBody[] {
  return invite(after, severityInvitees(after, profile));
}

function bookmarks(after: Incident, profile: Profile): readonly EffectBody[] {
  const service = profile.services.find(({ key }) => key === after.service);
  const links = [...profile.slack.links, ...(service?.links ?? [])];
  const byTitle = new Map(links.map((link) => [link.title, link]));
  return [...byTitle.values()].map(({ title, url }) => ({ kind: "add-bookmark", title, url }));
}

function pageOf({ policy, target, why }: EventOf<"page-requested">): EffectBody {
  return { kind: "page", policy, target, reason: why, again: null };
}

/** The first page of a run shows on the card; why somebody else is called now is said, but for an expiry, which is. */
function sayMove(event: EventOf<"page-requested">, after: Incident, by: Actor): readonly EffectBody[] {
  if (event.cause === "begun" || event.cause === "expired") return [];
  return event.cause === "skipped" ? sayInAnyCase(event, by) : say(event, after, by);
}

/** That it waits; and why more people are called into an incident that others have, or that somebody asked and why. */
function isWorthSaying({ startsAt, cause, why }: EventOf<"escalation-begun">, at: Instant): boolean {
  if (startsAt > at || cause === "escalated" || cause === "resolution-due") return true;
  return cause === "asked" && why !== null;
}

function bringIn({ target }: EventOf<"page-requested">, { after, profile }: Scene): readonly EffectBody[] {
  return invite(after, pagedInvitees(target, after, profile));
}

/** Those whom PagerDuty does not know are told by direct message. */
function tellUnknown({ effect, unknown }: EventOf<"page-accepted">): readonly EffectBody[] {
  return unknown.length === 0
    ? []
    : [{ kind: "summon", page: effect, target: { kind: "people", emails: unknown } }];
}

/** What PagerDuty does not take is sent on by itself; what it took and did not pass on goes another way. */
function otherWays({ effect, stage }: EventOf<"page-stalled">, after: Incident): readonly EffectBody[] {
  const page = after.pages.find((one) => one.effect === effect);
  if (page === undefined) return [];
  const { policy, target } = page;
  const summons: EffectBody = { kind: "summon", page: effect, target };
  return stage === "accepted"
    ? [summons]
    : [summons, { kind: "page", policy, target, reason: null, again: effect }];
}

/** Nobody answered: everybody is told, of a private incident everybody who is in it. */
function shout(event: IncidentEvent, after: Incident, by: Actor): readonly EffectBody[] {
  if (!after.private) return [{ kind: "post", to: { kind: "announcements" }, about: event, by }];
  return after.participants.map((user) => ({ kind: "post", to: { kind: "person", user }, about: event, by }));
}

/** An acknowledgement that moves the status, or a status that acknowledges, is told as one thing: the first of both. */
function isFirst(event: IncidentEvent, { events }: Scene): boolean {
  return events.find(({ type }) => type === "acknowledged" || type === "status-changed") === event;
}

/** PagerDuty closes its own when ours ends. */
function resolvePages({ before, after }: Scene): readonly EffectBody[] {
  const wasOver = before !== null && isAtLeast(before.phase, "resolved");
  return isAtLeast(after.phase, "resolved") && !wasOver ? resolvedPages(after) : [];
}

/** A page accepted only after people had moved on is answered at once. */
function answerLatePage(page: EffectId, after: Incident): readonly EffectBody[] {
  return isAtLeast(after.phase, "resolved")
    ? resolvedPages(after).filter((answered) => answered.page === page)
    : answerOf(after, page);
}

/** The id that was promised to a page when it was requested is the one it gets. */
function withId(body: EffectBody, event: IncidentEvent, after: Incident, version: number): Effect {
  const built = identified(body, after, version);
  return body.kind === "page" && event.type === "page-requested" ? { ...built, id: event.effect } : built;
}

function identified(body: EffectBody, { id: incident }: Incident, version: number): Effect {
  return { id: effectIdOf({ incident, version, kind: body.kind, what: whatOf(body, incident) }), ...body };
}

/** What tells apart the effects of one kind that one event may cause. */
function whatOf(body: EffectBody, incident: Incident["id"]): string | null {
  switch (body.kind) {
    case "add-bookmark":
      return body.title;
    case "invite":
      return inviteeWord(body.who);
    case "post":
      return postWhat(body);
    case "acknowledge-page":
    case "resolve-page":
      return body.page.slice(incident.length + 1);
    case "page":
      return body.again === null ? body.policy : `again/${pageWord(body.again)}`;
    case "summon":
      return pageWord(body.page);
    case "create-channel":
    case "set-topic":
    case "post-card":
    case "refresh-card":
    case "pin-card":
    case "announce":
    case "refresh-announcement":
    case "share-postmortem":
    case "show-postmortem":
    case "retry":
      return null;
  }
}

function withoutRepeatedInvites(effects: readonly Effect[]): readonly Effect[] {
  const invited = new Set<string>();
  return effects.filter((effect) => {
    if (effect.kind !== "invite") return true;
    const word = inviteeWord(effect.who);
    if (invited.has(word)) return false;
    invited.add(word);
    return true;
  });
}
