import type { EffectId, Instant, SlackUserId } from "../domain/ids.ts";
import { channelAddress } from "./channel-address.ts";
import { part, toBoth, toldOfFailure } from "./errand-news.ts";
import type {
  Cover,
  Errand,
  ErrandBody,
  OnCallStore,
  OnCallTransaction,
  OnCallViews,
  Recipient,
  StoredErrand,
  Workspace,
} from "./on-call-ports.ts";
import type { Chat, Clock, Outcome, Pager } from "./ports.ts";

/**
 * Carries out on-call's errands one after another, at least once: the try is stored before the call, and what came of
 * it in one transaction with whatever is to be told of it. What is not done within a day is given up, and told.
 */
export type ErrandsOptions = {
  readonly store: OnCallStore;
  readonly chat: Pick<Chat, "post" | "userByEmail">;
  readonly workspace: Pick<Workspace, "setUserGroup">;
  readonly pager: Pick<Pager, "override">;
  readonly views: OnCallViews;
  readonly clock: Clock;
  /** Where it is told that a user group is not kept. */
  readonly channel: () => string;
  readonly onAttempt: (entry: ErrandAttempt) => void;
};

type ErrandAttempt = {
  readonly errand: EffectId;
  readonly kind: ErrandBody["kind"];
  readonly outcome: Outcome<unknown>["kind"] | "moot";
  readonly attempt: number;
  readonly reason: string | null;
};

export type Errands = {
  /** Tries everything that is due once, oldest first; stops early when `goOn` says no. */
  carryOut(goOn: () => Promise<boolean>): Promise<void>;
};

const BATCH = 50;
/**
 * Longer than any try may take, of several slow calls each: two overrides would be written. A lost try is taken up by
 * another replica after that.
 */
const BUSY_MS = 60_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** Somebody waits for a cover: they are told once when PagerDuty has not taken it after so long. */
const TELL_AFTER_MS = 30_000;
const BACKOFF_MS = [2_000, 5_000, 15_000, 30_000, 60_000] as const;

type Performed = Outcome<unknown> | { readonly kind: "moot"; readonly why: string };

export function createErrands(options: ErrandsOptions): Errands {
  return {
    carryOut: async (goOn) => {
      const due = await options.store.dueErrands(options.clock.now(), BATCH);
      for (const { id } of due) {
        if (!(await goOn())) return;
        const at = options.clock.now();
        const begun = await options.store.beginErrand(id, at, at + BUSY_MS);
        if (begun !== null) await attempt(begun, options);
      }
    },
  };
}

async function attempt(errand: StoredErrand, options: ErrandsOptions): Promise<void> {
  const cover = errand.body.kind === "override" ? await options.store.cover(errand.body.cover) : null;
  const performed = await perform(errand, cover, options);
  await settle(errand, cover, performed, options);
  options.onAttempt({
    errand: errand.id,
    kind: errand.body.kind,
    outcome: performed.kind,
    attempt: errand.attempts,
    reason: performed.kind === "done" ? null : performed.kind === "moot" ? performed.why : performed.reason,
  });
}

async function perform(
  errand: StoredErrand,
  cover: Cover | null,
  options: ErrandsOptions,
): Promise<Performed> {
  const { body } = errand;
  switch (body.kind) {
    case "post":
      return post(errand, body, options);
    case "override":
      return override(errand, cover, options);
    case "set-user-group":
      return setUserGroup(body.handle, options);
  }
}

async function post(
  errand: StoredErrand,
  body: Extract<ErrandBody, { kind: "post" }>,
  { chat, clock }: ErrandsOptions,
): Promise<Performed> {
  const to = await addressOf(body.to, chat);
  if (to.kind !== "done") return to;
  return chat.post({
    channel: to.receipt,
    message: body.message,
    attempt: attemptOf(errand, clock.now()),
  });
}

async function addressOf(to: Recipient, chat: Pick<Chat, "userByEmail">): Promise<Outcome<string>> {
  switch (to.kind) {
    case "channel":
      return { kind: "done", receipt: channelAddress(to.channel) };
    case "person":
      return { kind: "done", receipt: to.user };
    case "email":
      return chat.userByEmail(to.email);
  }
}

async function override(
  errand: StoredErrand,
  cover: Cover | null,
  { pager, clock }: ErrandsOptions,
): Promise<Performed> {
  if (cover === null || cover.taken === null) return { kind: "moot", why: "nobody covers any more" };
  if (cover.overrideId !== null) return { kind: "moot", why: "the override is written" };
  if (cover.until <= clock.now())
    return {
      kind: "failed",
      reason: "The time was over before PagerDuty answered.",
      cure: "Nothing to do for that time; who was on call stayed on call.",
    };
  return pager.override({
    schedule: cover.schedule.id,
    email: cover.taken.email,
    from: cover.taken.at,
    until: cover.until,
    attempt: attemptOf(errand, clock.now()),
  });
}

/** Level-triggered: whoever is on call now, whatever was asked when. */
async function setUserGroup(handle: string, { store, chat, workspace }: ErrandsOptions): Promise<Performed> {
  const wanted = await store.mark(groupMark(handle));
  const users: SlackUserId[] = [];
  let unknown: Outcome<never> | null = null;
  for (const email of (wanted?.body ?? []) as readonly string[]) {
    const found = await chat.userByEmail(email);
    if (found.kind === "retry") return found;
    if (found.kind === "done") users.push(found.receipt);
    else unknown ??= found;
  }
  if (users.length === 0) return unknown ?? { kind: "moot", why: "nobody is on call" };
  return workspace.setUserGroup(handle, users);
}

/** The e-mail addresses that a user group is to hold. */
export function groupMark(handle: string): string {
  return `group/${handle}`;
}

function attemptOf(errand: StoredErrand, now: Instant) {
  return { effect: errand.id, number: errand.attempts, firstTriedAt: errand.firstTriedAt ?? now };
}

async function settle(
  errand: StoredErrand,
  cover: Cover | null,
  performed: Performed,
  options: ErrandsOptions,
): Promise<void> {
  const now = options.clock.now();
  const givenUp = performed.kind === "retry" && now - (errand.firstTriedAt ?? now) > GIVE_UP_AFTER_MS;
  const told =
    performed.kind === "failed" || (performed.kind === "retry" && givenUp)
      ? toldOfFailure(errand, cover, performed, options)
      : [];
  await options.store.transaction(async (tx) => {
    switch (performed.kind) {
      case "done":
        await tx.settleErrand(errand.id, now, performed.receipt);
        return done(errand, cover, performed.receipt, tx, options);
      case "moot":
        return tx.endErrand(errand.id, now, "moot", performed.why);
      case "failed":
        return failed(errand, performed.reason, told, tx, now);
      case "retry":
        return givenUp
          ? failed(errand, performed.reason, told, tx, now)
          : later(errand, cover, performed, tx, options);
    }
  });
}

async function failed(
  errand: StoredErrand,
  reason: string,
  told: readonly Errand[],
  tx: OnCallTransaction,
  now: Instant,
): Promise<void> {
  await tx.endErrand(errand.id, now, "failed", reason);
  // Whoever presses next may have more luck.
  if (errand.body.kind === "override") await tx.freeCover(errand.body.cover);
  await tx.addErrands(told, now);
}

async function later(
  errand: StoredErrand,
  cover: Cover | null,
  performed: Extract<Performed, { kind: "retry" }>,
  tx: OnCallTransaction,
  options: ErrandsOptions,
): Promise<void> {
  const now = options.clock.now();
  const backoff = BACKOFF_MS[Math.min(errand.attempts, BACKOFF_MS.length) - 1] ?? 0;
  const dueAt = now + Math.max(performed.afterMs, backoff);
  await tx.delayErrand(errand.id, dueAt, performed.reason);
  if (cover === null || cover.taken === null || dueAt - (errand.firstTriedAt ?? now) < TELL_AFTER_MS) return;
  await tx.addErrands(toBoth(errand.id, "late", cover, options.views.coverLate(cover, performed)), now);
}

/** Only here, with PagerDuty's own id, is it said that somebody covers. */
async function done(
  errand: StoredErrand,
  cover: Cover | null,
  receipt: unknown,
  tx: OnCallTransaction,
  { views, clock }: ErrandsOptions,
): Promise<void> {
  if (cover === null || cover.taken === null) return;
  const { overrideId } = receipt as { readonly overrideId: string }; // the receipt of `pager.override`
  await tx.confirmCover(cover.id, overrideId);
  const say = (what: string, to: Recipient, reader: "coverer" | "asker" | "channel"): Errand => ({
    id: part(errand.id, what),
    body: { kind: "post", to, message: views.covered(cover, overrideId, reader), tell: null },
  });
  const asker: Errand[] =
    cover.askedBy === cover.taken.by ? [] : [say("asker", { kind: "person", user: cover.askedBy }, "asker")];
  await tx.addErrands(
    [
      say("coverer", { kind: "person", user: cover.taken.by }, "coverer"),
      ...asker,
      say("channel", { kind: "channel", channel: cover.channel }, "channel"),
    ],
    clock.now(),
  );
}
