import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { Allowed, PeopleGroup, Profile } from "../domain/profile.ts";
import type { Chat, Clock, Members, Outcome, Pager, People } from "./ports.ts";
import type { Problem, Source } from "./sources.ts";
import { createSources, sourcesOf } from "./sources.ts";

/**
 * Who is who, looked up in the background, so that people are found at once, and still while Slack or PagerDuty is
 * away: what was known last stays known until there is a better answer.
 */
export interface PeopleDirectory extends People {
  /** Null when Slack has nobody with this e-mail address, or cannot be asked and never told. */
  userByEmail(email: string): Promise<SlackUserId | null>;
  /** Who was last known to be on call for a PagerDuty policy, at its first level. */
  onCallEmails(policy: string): readonly string[];
  /** Who was last known to be on call in a PagerDuty schedule. */
  onScheduleEmails(schedule: string): readonly string[];
  /** People whom the manual or PagerDuty names and Slack does not know. */
  problems(): readonly Problem[];
  /** One round: whatever is due. */
  look(): Promise<void>;
  start(): void;
  stop(): void;
}

export type DirectoryOptions = {
  readonly profile: () => Profile;
  readonly chat: Pick<Chat, "userByEmail" | "groupMembers">;
  readonly pager: Pick<Pager, "state" | "onCall" | "onSchedule">;
  /** As far as it can be told; without it nobody counts as a guest. */
  readonly members?: () => Promise<Outcome<Members>>;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { warn(fields: object, message: string): void };
};

const GROUPS_EVERY_MS = 10 * 60_000;
const ON_CALL_EVERY_MS = 5 * 60_000;
/** After a round in which Slack or PagerDuty could not be asked. */
const AGAIN_MS = 30_000;
const SLEEP_MS = 5_000;
const FOUND_MS = 3_600_000;
const NOT_FOUND_MS = 5 * 60_000;
const MOST_REMEMBERED = 5_000;

export function createDirectory(options: DirectoryOptions): PeopleDirectory {
  const { chat, clock } = options;
  const byEmail = rememberedUsers(chat, clock);
  const sources = createSources(options);
  const onCall = onCallOf(options, byEmail);
  let guests: ReadonlySet<SlackUserId> = new Set();
  let emails: Members["emails"] = new Map();
  let stopped = false;

  const learnMembers = async (): Promise<boolean> => {
    const found = await options.members?.();
    if (found?.kind === "done") {
      guests = new Set(found.receipt.guests);
      emails = found.receipt.emails;
    }
    return found?.kind !== "retry";
  };
  const learnGroups = async (): Promise<boolean> => {
    const groups = options.profile().people;
    const answered = await sources.look(groups.flatMap(sourcesOf));
    return (await learnMembers()) && answered;
  };
  const rounds = [
    everySoOften(clock, GROUPS_EVERY_MS, learnGroups),
    everySoOften(clock, ON_CALL_EVERY_MS, onCall.look),
  ];
  const look = async (): Promise<void> => {
    await Promise.all(rounds.map((round) => round()));
  };
  const membersOf = (key: string): readonly SlackUserId[] | null => {
    const group = options.profile().people.find((one) => one.key === key);
    return group === undefined ? [] : members(group, sources.users);
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      await look().catch((err: unknown) => options.log.warn({ err }, "people could not be looked up"));
      await clock.sleep(SLEEP_MS);
    }
  };
  return {
    membersOf,
    isOneOf: (user, allowed) => isOneOf(user, allowed, { guests, options, users: sources.users }),
    isSame: (one, other) => one === other || hasSameMailbox(emails.get(one), emails.get(other)),
    userByEmail: async (email) => (await byEmail(email)).user,
    onCallEmails: (name) => onCall.emails({ kind: "policy", name }),
    onScheduleEmails: (name) => onCall.emails({ kind: "schedule", name }),
    problems: () => [...sources.problems(), ...onCall.problems()],
    look,
    start: () => void run(),
    stop: () => {
      stopped = true;
    },
  };
}

type UsersOf = (source: Source) => readonly SlackUserId[] | null;

/** Null while any part of it is not known, since a part would be taken for the whole. */
function members(group: PeopleGroup, users: UsersOf): readonly SlackUserId[] | null {
  const found = new Set(group.slackUsers as readonly SlackUserId[]); // the profile's schema has checked their form
  for (const source of sourcesOf(group)) {
    const part = users(source);
    if (part === null) return null;
    for (const user of part) found.add(user);
  }
  return [...found];
}

type Known = {
  readonly guests: ReadonlySet<SlackUserId>;
  readonly options: DirectoryOptions;
  readonly users: UsersOf;
};

/** Found in what is known is yes, whatever is not known yet. Nobody counts as a guest of whom that is not known. */
function isOneOf(user: SlackUserId, allowed: Allowed, { guests, options, users }: Known): boolean | null {
  if (allowed === "everyone") return !guests.has(user);
  const groups = options.profile().people.filter(({ key }) => allowed.includes(key));
  const known = (group: PeopleGroup): readonly string[] => [
    ...group.slackUsers,
    ...sourcesOf(group).flatMap((source) => users(source) ?? []),
  ];
  if (groups.some((group) => known(group).includes(user))) return true;
  return groups.some((group) => members(group, users) === null) ? null : false;
}

/** What stands behind a plus is for sorting: `ann+deploys@example.com` is read by Ann. */
function hasSameMailbox(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && mailbox(one) === mailbox(other);
}

function mailbox(email: string): string {
  return email
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*(?=@)/, "");
}

type Remembered = {
  readonly user: SlackUserId | null;
  /** Why Slack has nobody by this address, in its last answer. */
  readonly refused: string | null;
  readonly until: Instant;
};

type ByEmail = (email: string) => Promise<Remembered>;

/** Asked for again and again by whoever reads PagerDuty's log; one question per address at a time. */
function rememberedUsers(chat: DirectoryOptions["chat"], clock: Clock): ByEmail {
  const kept = new Map<string, Remembered>();
  const asking = new Map<string, Promise<Remembered>>();
  const ask = async (email: string): Promise<Remembered> => {
    const answer = await chat.userByEmail(email);
    const now = clock.now();
    if (answer.kind === "done") return { user: answer.receipt, refused: null, until: now + FOUND_MS };
    // A revoked token is a refusal too: who was known stays known.
    const user = kept.get(email)?.user ?? null;
    return answer.kind === "failed"
      ? { user, refused: answer.reason, until: now + NOT_FOUND_MS }
      : { user, refused: null, until: now + Math.min(answer.afterMs, NOT_FOUND_MS) };
  };
  return async (written) => {
    const email = written.trim().toLowerCase();
    const known = kept.get(email);
    if (known !== undefined && clock.now() < known.until) return known;
    const asked = asking.get(email) ?? ask(email).finally(() => asking.delete(email));
    asking.set(email, asked);
    const found = await asked;
    kept.delete(email);
    kept.set(email, found);
    const oldest = kept.keys().next();
    if (kept.size > MOST_REMEMBERED && oldest.done !== true) kept.delete(oldest.value);
    return found;
  };
}

/** What of PagerDuty a step of the manual calls. */
type Called = { readonly kind: "policy" | "schedule"; readonly name: string };

type OnCall = {
  emails(called: Called): readonly string[];
  problems(): readonly Problem[];
  /** False when it could not be asked. */
  look(): Promise<boolean>;
};

function onCallOf({ profile, pager }: DirectoryOptions, byEmail: ByEmail): OnCall {
  const known = new Map<string, readonly string[]>();
  const strangers = new Map<string, readonly Problem[]>();
  const one = async (called: Called): Promise<boolean> => {
    const ask = called.kind === "policy" ? pager.onCall : pager.onSchedule;
    const answer = await ask(called.name);
    if (answer.kind !== "done") return answer.kind !== "retry";
    known.set(
      keyOf(called),
      answer.receipt.flatMap(({ email }) => email ?? []),
    );
    const problems: Problem[] = [];
    for (const { name, email } of answer.receipt) {
      const refused = email === null ? NO_ADDRESS : (await byEmail(email)).refused;
      if (refused !== null) problems.push(stranger(name, called.name, refused));
    }
    strangers.set(keyOf(called), problems);
    return true;
  };
  return {
    emails: (called) => known.get(keyOf(called)) ?? [],
    problems: () => [...strangers.values()].flat(),
    look: async () => {
      if (pager.state === "off") return true;
      let answered = true;
      for (const called of calledBy(profile())) answered = (await one(called)) && answered;
      return answered;
    },
  };
}

const NO_ADDRESS = "PagerDuty tells no e-mail address of theirs.";

function stranger(name: string, policy: string, refused: string): Problem {
  return {
    who: name,
    reason: `${name} is on call for "${policy}" in PagerDuty and is not found in Slack: ${refused}`,
    cure: "Give them the same e-mail address in PagerDuty and in Slack; until then they are paged, but not found through Slack.",
  };
}

function calledBy(profile: Profile): readonly Called[] {
  const pages = profile.escalation.flatMap(({ steps }) => steps.map(({ page }) => page));
  const called = pages.flatMap((page): readonly Called[] => {
    if (page.kind === "pagerduty") return [{ kind: "policy", name: page.policy }];
    return page.kind === "schedule" ? [{ kind: "schedule", name: page.schedule }] : [];
  });
  return [...new Map(called.map((one) => [keyOf(one), one])).values()];
}

function keyOf({ kind, name }: Called): string {
  return `${kind}/${name}`;
}

/** Runs `look` when it is due: every so often, sooner after a round that found nobody to answer. One at a time. */
function everySoOften(clock: Clock, everyMs: number, look: () => Promise<boolean>): () => Promise<void> {
  let last: { readonly at: Instant; readonly pauseMs: number } | null = null;
  let busy = false;
  return async () => {
    const now = clock.now();
    // A look in the future means that the clock was set back.
    if (busy || (last !== null && now >= last.at && now < last.at + last.pauseMs)) return;
    busy = true;
    try {
      last = { at: now, pauseMs: (await look()) ? everyMs : AGAIN_MS };
    } finally {
      busy = false;
    }
  };
}
