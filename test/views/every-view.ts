import fc from "fast-check";
import type { Addressee } from "../../src/domain/effect.ts";
import type { EffectId, SlackUserId } from "../../src/domain/ids.ts";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import type { IncidentEvent, RecordedEvent } from "../../src/domain/incident/event.ts";
import type { Actor, Incident } from "../../src/domain/incident/incident.ts";
import type { Profile } from "../../src/domain/profile.ts";
import type { SpooledPage } from "../../src/engine/ports.ts";
import { announcement } from "../../src/views/announcement.ts";
import type { Message, View } from "../../src/views/blocks.ts";
import { declareModal } from "../../src/views/declare-modal.ts";
import { help } from "../../src/views/help.ts";
import { home } from "../../src/views/home.ts";
import { incidentCard } from "../../src/views/incident-card.ts";
import { incidentDetail } from "../../src/views/incident-detail.ts";
import { incidentList } from "../../src/views/incident-list.ts";
import * as forms from "../../src/views/incident-modals.ts";
import { next } from "../../src/views/next.ts";
import { notice } from "../../src/views/notice.ts";
import { keptBecameNothing, paperProcedure } from "../../src/views/paper-procedure.ts";
import { postmortem, postmortemMessage } from "../../src/views/postmortem.ts";
import { refusal } from "../../src/views/refusal.ts";
import { accepted, formNotOpened, nothingSaved } from "../../src/views/reply.ts";
import { summonMention, summonMessage } from "../../src/views/summon.ts";
import { timelineMessage } from "../../src/views/timeline.ts";
import * as any from "./arbitraries.ts";
import * as happened from "./arbitrary-events.ts";
import { refusal as anyRefusal } from "./arbitrary-refusals.ts";
import { actor, text } from "./arbitrary-words.ts";
import {
  type DeployState,
  deploymentForms,
  deploymentMessages,
  deployState,
} from "./every-deployment-view.ts";
import { onCallMessages } from "./every-on-call-view.ts";

export type State = {
  readonly profile: Profile;
  readonly incident: Incident;
  readonly timeline: readonly RecordedEvent[];
  readonly event: IncidentEvent;
  readonly by: Actor;
  readonly to: Addressee["kind"] | undefined;
  readonly refused: Refusal;
  readonly typed: string;
  readonly now: number;
  readonly deploying: DeployState;
};

/** A whole state: a manual, an incident under it, what happened, what was typed. */
export const state: fc.Arbitrary<State> = any.profile.chain((profile) =>
  any.incident(profile).chain((incident) =>
    fc.record({
      profile: fc.constant(profile),
      incident: fc.constant(incident),
      timeline: happened.timeline,
      event: happened.event,
      by: actor,
      to: fc.constantFrom(
        "incident-channel" as const,
        "announcements" as const,
        "person" as const,
        undefined,
      ),
      refused: anyRefusal(incident),
      typed: text(3000),
      now: fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }),
      deploying: deployState,
    }),
  ),
);

const ANN = "U0ANN" as SlackUserId;
const EFFECT = "0193a1c2-7a00-7000-8000-000000000007/2/page/default" as EffectId;

/** Messages about one incident, by name. */
export function messagesOf(given: State): readonly (readonly [string, Message])[] {
  const { profile, incident, timeline, event, by, to, refused, typed, now } = given;
  const replies = any
    .commands(typed, ANN, EFFECT)
    .map((command) => [`reply to ${command.type}`, accepted(command, incident, profile)] as const);
  return [
    ["card", incidentCard(incident, profile)],
    ["announcement", announcement(incident, profile)],
    [`notice of ${event.type}`, notice(incident, profile, event, by, to)],
    ...summons(given),
    [`refusal ${refused.reason}`, refusal(refused, incident, profile)],
    ...replies,
    [
      "list",
      incidentList(
        Array.from({ length: 60 }, () => incident),
        profile,
      ),
    ],
    ["detail", incidentDetail(incident, profile, profile.hash)],
    ["timeline", timelineMessage(incident, profile, timeline)],
    ["next", next(incident, profile, now)],
    ["post-mortem message", postmortemMessage(incident, postmortem(incident, profile, timeline))],
  ];
}

function summons({ profile, incident }: State): readonly (readonly [string, Message])[] {
  return incident.pages.slice(0, 1).flatMap((page) => [
    ["summon", summonMessage(incident, profile, page, ANN)],
    ["summon of an outsider", summonMessage(incident, profile, page)],
    ["mention", summonMention(incident.participants, incident, profile, page)],
  ]);
}

/** What is read on paper while the database is away, with each state a page of it can have. */
function onPaper({ profile, incident, typed }: State): readonly (readonly [string, Message])[] {
  const page = { effect: EFFECT, policy: typed, target: { kind: "pagerduty", policy: typed } } as const;
  const pages: readonly SpooledPage[] = [
    { ...page, state: "accepted", via: "policy" },
    { ...page, state: "accepted", via: "routing-key" },
    { ...page, state: "sending" },
    { ...page, state: "refused", reason: typed, cure: typed },
  ];
  const kept = { kind: "spooled", incident: null, draft: incident, pages, again: false } as const;
  return [
    ["paper procedure", paperProcedure(kept, profile)],
    ["paper procedure again, without a page", paperProcedure({ ...kept, pages: [], again: true }, profile)],
    ["what became nothing", keptBecameNothing({ kind: "quiet", incident }, typed, profile)],
  ];
}

/** Messages about no incident in particular. */
export function otherMessages(given: State): readonly (readonly [string, Message])[] {
  const { profile, typed, refused } = given;
  const entries = Array.from({ length: 40 }, () => ({
    name: "status",
    usage: typed.slice(0, 200),
    summary: typed,
  }));
  return [
    ...onPaper(given),
    ...onCallMessages(given),
    ...deploymentMessages(given.profile, given.deploying),
    ["refusal without an incident", refusal(refused, null, profile)],
    ["nothing saved", nothingSaved()],
    ["form not opened", formNotOpened(typed)],
    ["empty list", incidentList([], profile)],
    ["help", help("/incident", entries)],
    ["help for an unknown word", help("/incident", entries, { typed, nearest: [typed, "status"] })],
  ];
}

/** Modals of one incident, by name. */
export function formsOf({ incident, profile }: State): readonly (readonly [string, View])[] {
  const effect = incident.troubles[0]?.effect ?? EFFECT;
  return [
    ["status form", forms.statusModal(incident, profile)],
    ["note form", forms.noteModal(incident)],
    ["update form", forms.updateModal(incident)],
    ["severity form", forms.severityModal(incident, profile)],
    ["resolve form", forms.resolveModal(incident)],
    ["reopen form", forms.reopenModal(incident)],
    ["hold form", forms.holdModal(incident, profile)],
    ["pause form", forms.pauseModal(incident)],
    ["waive form", forms.waiveModal(incident, effect)],
  ];
}

/** The declare form with and without a message behind it, and Home. */
export function otherViews({
  profile,
  incident,
  typed,
  deploying,
}: State): readonly (readonly [string, View])[] {
  const from = {
    text: typed.repeat(12),
    author: ANN,
    saidAt: 0,
    permalink: "https://sandbox.example.com/p1",
  };
  return [
    ["declare form", declareModal(profile, {})],
    ["declare form from a message", declareModal(profile, { from, declaredIn: "C0LOBBY", severity: typed })],
    ["declare form with a title", declareModal(profile, { title: typed })],
    [
      "home",
      home(
        Array.from({ length: 150 }, () => incident),
        profile,
      ),
    ],
    ["empty home", home([], profile)],
    ...deploymentForms(profile, deploying),
  ];
}
