// What does the bot do when this happens? The whole answer, in one switch.
// What is said or done once follows the single event; what is level-triggered (card, topic, announcement) follows
// the difference between before and after, so one command refreshes each at most once.
// Pure: effects are only named here. Nothing of a private incident is ever addressed to the announcements channel.
import type { Effect, EffectBody, Invitee } from "../effect.ts";
import type { EffectId, Instant, SlackUserId } from "../ids.ts";
import type { Profile } from "../profile.ts";
import { isAtLeast } from "./answer.ts";
import { effectIdOf, postWhat } from "./effect-id.ts";
import type { Actor, Incident, IncidentEvent } from "./incident.ts";
import { firstInvitees, inviteeWord, pagedInvitees, severityInvitees } from "./invitees.ts";
import { acknowledgedPages, resolvedPages } from "./page-answers.ts";
import { firstTarget } from "./pages.ts";
import { levelEffects } from "./refresh.ts";
import { tellTrouble } from "./tell-trouble.ts";

/** An event with who caused it and when. */
export type Caused = { readonly event: IncidentEvent; readonly by: Actor; readonly at: Instant };

type Scene = {
  readonly before: Incident | null;
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  readonly profile: Profile;
};

/** Effects of one decision, in the order they were thought of; they run in any order, each by itself. */
export function react(
  before: Incident | null,
  after: Incident,
  recorded: readonly Caused[],
  profile: Profile,
): readonly Effect[] {
  const scene: Scene = { before, after, events: recorded.map(({ event }) => event), profile };
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
      return [pageOf(event, profile), ...invite(after, pagedInvitees(event.policy, after, profile))];
    case "page-accepted":
      return [...say(event, after, by), ...answerLatePage(event.effect, after)];
    case "channel-created":
      return [
        { kind: "post-card" },
        ...bookmarks(after, profile),
        ...invite(after, firstInvitees(after, profile)),
      ];
    case "acknowledged":
      return [...say(event, after, by), ...answerPages(scene)];
    case "status-changed":
      return acknowledges(scene) ? [] : [...say(event, after, by), ...answerPages(scene)];
    case "severity-changed":
      return [...say(event, after, by), ...(event.rank < event.fromRank ? worsened(scene) : [])];
    case "role-assigned":
      return [...say(event, after, by), ...inviteOne(after, event.user)];
    case "joined":
      return inviteOne(after, event.user);
    case "note-added":
    case "update-posted":
    case "page-withdrawn":
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
    case "postmortem-shared":
      return [];
  }
}

/** In the incident channel, once there is one: until then the card that comes with it says the same. */
function say(event: IncidentEvent, after: Incident, by: Actor): readonly EffectBody[] {
  return after.channel === null ? [] : [{ kind: "post", to: { kind: "incident-channel" }, about: event, by }];
}

/** A pinned or quoted message is there to be read already; only a typed note is echoed. */
function isQuoted(event: IncidentEvent): boolean {
  return event.type === "note-added" && event.source !== "command";
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

function pageOf(
  { policy, why }: Extract<IncidentEvent, { readonly type: "page-requested" }>,
  profile: Profile,
): EffectBody {
  return { kind: "page", policy, target: firstTarget(profile, policy), reason: why };
}

/** An acknowledgement that moves the status too is told as one thing, and answers its pages once. */
function acknowledges({ events }: Scene): boolean {
  return events.some(({ type }) => type === "acknowledged");
}

/** PagerDuty stops calling when the incident is taken, and closes its own when ours ends. */
function answerPages({ before, after }: Scene): readonly EffectBody[] {
  const ended = isAtLeast(after.phase, "resolved");
  if (ended) return before !== null && isAtLeast(before.phase, "resolved") ? [] : resolvedPages(after);
  return before?.acknowledgedAt === null && after.acknowledgedAt !== null ? acknowledgedPages(after) : [];
}

/** A page accepted only after people had moved on is answered at once. */
function answerLatePage(page: EffectId, after: Incident): readonly EffectBody[] {
  const answers = isAtLeast(after.phase, "resolved") ? resolvedPages(after) : acknowledgedPages(after);
  return answers.filter((answered) => answered.page === page);
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
      return body.policy;
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
