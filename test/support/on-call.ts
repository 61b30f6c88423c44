import type { SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { Profile } from "../../src/domain/profile.ts";
import { type Chores, createChores } from "../../src/engine/chores.ts";
import { createErrands } from "../../src/engine/errands.ts";
import { createOnCallDesk } from "../../src/engine/on-call-desk.ts";
import type { OnCallDesk, OnCallStore, OnCallViews } from "../../src/engine/on-call-ports.ts";
import type { Message, Outcome, OverrideAsk, PagerPerson, Rota } from "../../src/engine/ports.ts";
import { createOnCallStore } from "../../src/store/chores.ts";
import type { Database } from "../../src/store/database.ts";
import { coverAsked, covered, coverLate, notCovered } from "../../src/views/on-call-cover.ts";
import {
  changed,
  findings,
  groupNotKept,
  handOver,
  notPosted,
  week,
} from "../../src/views/on-call-digest.ts";
import { aPolicy, aProfile } from "./profile.ts";

/** On-call's own machinery on a real database, with a Slack and a PagerDuty that do what the test says. */
type Posted = { readonly to: string; readonly message: Message; readonly effect: string };

export type OnCallWorld = {
  now: number;
  profile: Profile;
  /** Level 1 of each policy; a string is why PagerDuty does not answer. */
  rotas: Record<string, Rota | string>;
  /** What Slack answers to a post, by address; done when it is not there. */
  posting: Record<string, Outcome<never>>;
  overriding: (Outcome<{ overrideId: string }> | Promise<Outcome<{ overrideId: string }>>)[];
  grouping: Outcome<null>[];
  readonly posted: Posted[];
  readonly overrides: OverrideAsk[];
  readonly groups: { readonly handle: string; readonly users: readonly string[] }[];
  readonly store: OnCallStore;
  /** Another replica's chores on the same database. */
  replica(holds?: () => boolean): Chores;
  readonly chores: Chores;
  readonly desk: OnCallDesk;
  /** Moves the clock and looks once. */
  later(ms: number): Promise<void>;
};

export const AMARA = { name: "Amara", email: "amara@example.com" };
export const BEN_ = { name: "Ben", email: "ben@example.com" };
export const MONDAY_9 = Date.UTC(2026, 10, 16, 9);

/** A rota of one level with one schedule. */
export function aRota(people: readonly PagerPerson[], changes: Partial<Rota["levels"][number]> = {}): Rota {
  const level = {
    level: 1,
    people,
    escalatesAfterMinutes: null,
    schedules: [{ id: "PSCHED1", name: "Primary" }],
    next: null,
    ...changes,
  };
  return { policy: "on-call", url: null, levels: [level] };
}

/** Slack ids of the tests are the name in capitals: amara@example.com is U0AMARA. */
function slackIdOf(email: string): SlackUserId {
  return `U0${(email.split("@")[0] ?? "").toUpperCase()}` as SlackUserId;
}

const VIEWS: OnCallViews = {
  coverAsked,
  covered,
  notCovered,
  coverLate,
  changed,
  handOver,
  week,
  findings,
  groupNotKept,
  notPosted,
};

const NOBODY: Outcome<never> = { kind: "failed", reason: "Nobody has that address.", cure: "Correct it." };

export function onCallProfile(changes: Partial<Profile["onCall"]> = {}): Profile {
  return aProfile({
    escalation: [aPolicy("default")],
    people: [],
    roles: [],
    onCall: { channel: "on-call", userGroups: [], weekly: null, ...changes },
  });
}

export function openOnCallWorld(database: Database): OnCallWorld {
  const store = createOnCallStore(database);
  const posted: Posted[] = [];
  const overrides: OverrideAsk[] = [];
  const groups: { handle: string; users: readonly string[] }[] = [];
  const chat = {
    post: async ({
      channel,
      message,
      attempt,
    }: {
      channel: string;
      message: Message;
      attempt: { effect: string };
    }) => {
      const answer = world.posting[channel];
      if (answer !== undefined) return answer;
      posted.push({ to: channel, message, effect: attempt.effect });
      return { kind: "done", receipt: { channel: channel as SlackChannelId, ts: "1.1" } } as const;
    },
    userByEmail: async (email: string) =>
      email.startsWith("nobody") ? NOBODY : ({ kind: "done", receipt: slackIdOf(email) } as const),
    groupMembers: async () => ({ kind: "done", receipt: [] }) as const,
  };
  const workspace = {
    about: async (user: SlackUserId) =>
      ({
        kind: "done",
        receipt: {
          email: `${user.slice(2).toLowerCase()}@example.com`,
          timezone: "UTC",
          admin: user === "U0ADMIN",
        },
      }) as const,
    channel: async (named: string) =>
      ({ kind: "done", receipt: named === "gone" ? null : ("C0ROOM" as SlackChannelId) }) as const,
    setUserGroup: async (handle: string, users: readonly SlackUserId[]) => {
      groups.push({ handle, users });
      return world.grouping.shift() ?? ({ kind: "done", receipt: null } as const);
    },
  };
  const pager = {
    state: "on" as const,
    rota: async (policy: string): Promise<Outcome<Rota>> => {
      const rota = world.rotas[policy] ?? "PagerDuty does not know it.";
      if (typeof rota !== "string") return { kind: "done", receipt: rota };
      return { kind: "retry", afterMs: 0, reason: rota, cure: "Wait." };
    },
    onSchedule: async () => ({ kind: "done", receipt: [AMARA] }) as const,
    person: async (email: string) =>
      ({ kind: "done", receipt: email.startsWith("stranger") ? null : { id: "P1", name: email } }) as const,
    override: async (ask: OverrideAsk) => {
      overrides.push(ask);
      return world.overriding.shift() ?? ({ kind: "done", receipt: { overrideId: "OVR1" } } as const);
    },
  };
  const clock = { now: () => world.now, sleep: () => new Promise<void>(() => undefined) };
  const profile = () => world.profile;
  const replica = (holds = () => true): Chores => {
    const errands = createErrands({
      store,
      chat,
      workspace,
      pager,
      views: VIEWS,
      clock,
      channel: () => "on-call",
      onAttempt: () => undefined,
    });
    const lease = { hold: async () => holds() };
    // A chore that fails is a fault of the test: its error must be seen.
    const log = {
      warn: (fields: object) => {
        throw new Error(
          JSON.stringify(fields, (_key, value) => (value instanceof Error ? value.stack : value)),
        );
      },
    };
    return createChores({ lease, errands, store, pager, chat, workspace, views: VIEWS, profile, clock, log });
  };
  const world: OnCallWorld = {
    now: MONDAY_9,
    profile: onCallProfile(),
    rotas: { "on-call": aRota([AMARA]) },
    posting: {},
    overriding: [],
    grouping: [],
    posted,
    overrides,
    groups,
    store,
    replica,
    get chores() {
      return chores;
    },
    get desk() {
      return desk;
    },
    later: async (ms) => {
      world.now += ms;
      await chores.look();
    },
  };
  const chores = replica();
  const desk = createOnCallDesk({
    store,
    pager,
    workspace,
    views: VIEWS,
    profile,
    clock,
    soon: () => undefined,
    withinMs: 200,
  });
  return world;
}
