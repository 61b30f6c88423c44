import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { PageNews } from "../domain/incident/command.ts";
import type { Lease } from "./lease.ts";
import { newsOf, type Who } from "./page-news.ts";
import type { Clock, Dispatcher, Pager } from "./ports.ts";

/**
 * The second source of what becomes of a page: PagerDuty's log, asked again and again, since webhooks get lost. Many
 * pages are followed more slowly, not wrongly: whoever was looked at longest ago is next.
 */
export interface Follower {
  /** One round: whatever is due and may be asked now. Resolves when its answers are dealt with. */
  look(): Promise<void>;
  /** Something happened to this page: looks at once, whoever holds the lease. */
  soon(pagerDutyId: string): void;
  start(): void;
  stop(): void;
}

export type Followed = {
  readonly incident: IncidentId;
  readonly page: EffectId;
  readonly pagerDutyId: string;
  readonly requestedAt: Instant;
  readonly acknowledged: boolean;
};

export type FollowerOptions = {
  readonly pages: { followed(limit: number): Promise<readonly Followed[]> };
  readonly pager: Pick<Pager, "follow">;
  readonly people: Who;
  readonly dispatcher: Dispatcher;
  readonly lease: Pick<Lease, "hold">;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { warn(fields: object, message: string): void; info(fields: object, message: string): void };
};

/** An acknowledgement made there is to show here within five seconds. */
const OFTEN_MS = 4_000;
const SELDOM_MS = 30_000;
const YOUNG_MS = 10 * 60_000;
const LONGEST_PAUSE_MS = 60_000;
/** PagerDuty takes 960 requests a minute of a key, and one look may need three of them. */
const MOST_A_SECOND = 5;
const MOST_AT_ONCE = 4;
/** At five looks a second the last of these has its turn after a quarter of an hour; there are never so many. */
const MOST_PAGES = 5_000;
const SHORTEST_SLEEP_MS = 200;
const LONGEST_SLEEP_MS = 1_000;
/** Of those who wait for the lease. */
const WAITING_SLEEP_MS = 3_000;

/** What is remembered of one page between looks. */
type Watch = {
  lookedAt: Instant | null;
  nextAt: Instant;
  busy: boolean;
  backOffMs: number;
  /** What was dispatched last, as text. */
  told: string;
};

const NOTHING_TOLD = told({
  notified: [],
  acknowledged: null,
  unacknowledgedAt: null,
  resolved: null,
  level: null,
});

export function createFollower(options: FollowerOptions): Follower {
  const { clock, log } = options;
  const watches = new Map<string, Watch>();
  const wanted = new Set<string>();
  let started: Instant[] = [];
  let inFlight = 0;
  let stopped = false;
  let blind = false;
  let leftAlone: { readonly from: Instant; readonly until: Instant } | null = null;

  /** PagerDuty asked for a pause: one page's look would cost the next page to be sent. */
  const rests = (now: Instant): boolean =>
    leftAlone !== null && now >= leftAlone.from && now < leftAlone.until;

  const mayAsk = (now: Instant): number => {
    if (rests(now)) return 0;
    started = started.filter((at) => at > now - 1_000 && at <= now);
    return Math.min(MOST_A_SECOND - started.length, MOST_AT_ONCE - inFlight);
  };

  /** What is to be asked now, in order, and when to look again. */
  const begin = async (): Promise<{ readonly looks: readonly Promise<void>[]; readonly againMs: number }> => {
    const holds = await options.lease.hold();
    if (!holds && wanted.size === 0) return { looks: [], againMs: WAITING_SLEEP_MS };
    const pages = await options.pages.followed(MOST_PAGES);
    const now = clock.now();
    keepOnly(watches, pages, now);
    for (const id of wanted) if (!watches.has(id)) wanted.delete(id);
    const due = pages
      .flatMap((page) => {
        const watch = watches.get(page.pagerDutyId);
        const soon = wanted.has(page.pagerDutyId);
        return watch !== undefined && isDue({ watch, now, holds, soon }) ? [{ page, watch, soon }] : [];
      })
      .sort(byOldestLook);
    const chosen = due.slice(0, Math.max(0, mayAsk(now)));
    const looks = chosen.map(({ page, watch }) => lookAt(page, watch, now));
    const left = due.length - chosen.length;
    if (rests(now)) return { looks, againMs: LONGEST_SLEEP_MS };
    return { looks, againMs: left > 0 ? SHORTEST_SLEEP_MS : untilNext(watches, now, holds) };
  };

  const lookAt = async (page: Followed, watch: Watch, now: Instant): Promise<void> => {
    started.push(now);
    inFlight += 1;
    Object.assign(watch, { busy: true, lookedAt: now });
    wanted.delete(page.pagerDutyId);
    try {
      const { againMs, leaveAloneMs } = await follow(page, watch, options);
      watch.nextAt = now + againMs;
      if (leaveAloneMs > 0) leftAlone = { from: now, until: now + leaveAloneMs };
    } catch (err) {
      watch.nextAt = now + OFTEN_MS;
      log.warn({ err, page: page.page }, "what became of a page could not be kept; it is asked for again");
    } finally {
      watch.busy = false;
      inFlight -= 1;
    }
  };

  /** The database being away is said once, not every second. */
  const round = async (): Promise<{ looks: readonly Promise<void>[]; againMs: number }> => {
    try {
      const begun = await begin();
      if (blind) log.info({}, "pages are followed again");
      blind = false;
      return begun;
    } catch (err) {
      if (!blind)
        log.warn({ err }, "which pages to follow could not be read; webhooks alone tell of them now");
      blind = true;
      return { looks: [], againMs: LONGEST_SLEEP_MS };
    }
  };

  const look = async (): Promise<void> => {
    await Promise.all((await round()).looks);
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      const { againMs } = await round();
      await clock.sleep(againMs);
    }
  };

  return {
    look,
    soon: (pagerDutyId) => {
      if (stopped) return;
      wanted.add(pagerDutyId);
      void look();
    },
    start: () => void run(),
    stop: () => {
      stopped = true;
    },
  };
}

/** When this page is to be asked for again, and for how long PagerDuty wants to be asked for none. */
type Pause = { readonly againMs: number; readonly leaveAloneMs: number };

function after(againMs: number, leaveAloneMs = 0): Pause {
  return { againMs, leaveAloneMs: Math.min(leaveAloneMs, LONGEST_PAUSE_MS) };
}

/** Asks once and hands on what is new. */
async function follow(page: Followed, watch: Watch, options: FollowerOptions): Promise<Pause> {
  const { pager, people, dispatcher, clock } = options;
  const asked = clock.now();
  const answer = await pager.follow(page.pagerDutyId);
  // People are told of missing stages by the incident itself; a log that cannot be read now is nobody's news.
  if (answer.kind === "failed") return after(LONGEST_PAUSE_MS);
  if (answer.kind === "retry") {
    watch.backOffMs = Math.min(watch.backOffMs * 2 || OFTEN_MS, LONGEST_PAUSE_MS);
    const againMs = Math.min(Math.max(watch.backOffMs, answer.afterMs), LONGEST_PAUSE_MS);
    return after(againMs, answer.afterMs);
  }
  watch.backOffMs = 0;
  const news = await newsOf(answer.receipt, asked, people);
  const words = told(news);
  if (words !== watch.told) {
    await dispatcher.dispatch({
      command: { type: "record-page-news", page: page.page, news },
      by: { kind: "tocsin" },
      incident: { kind: "id", id: page.incident },
      key: null,
    });
    // PagerDuty's clock is ahead of ours: what our rules cannot believe yet is told again when it is past.
    if ((news.unacknowledgedAt ?? 0) <= clock.now()) watch.told = words;
  }
  const answered = page.acknowledged || news.acknowledged !== null;
  return after(answered && asked - page.requestedAt >= YOUNG_MS ? SELDOM_MS : OFTEN_MS);
}

/** When it was read is no news. */
function told(news: Omit<PageNews, "at">): string {
  const { notified, acknowledged, unacknowledgedAt, resolved, level } = news;
  return JSON.stringify({ notified, acknowledged, unacknowledgedAt, resolved, level });
}

function keepOnly(watches: Map<string, Watch>, pages: readonly Followed[], now: Instant): void {
  const there = new Set(pages.map(({ pagerDutyId }) => pagerDutyId));
  for (const id of watches.keys()) if (!there.has(id)) watches.delete(id);
  for (const id of there) {
    if (watches.has(id)) continue;
    const fresh = { lookedAt: null, nextAt: now, busy: false, backOffMs: 0 };
    watches.set(id, { ...fresh, told: NOTHING_TOLD });
  }
}

type Question = {
  readonly watch: Watch;
  readonly now: Instant;
  readonly holds: boolean;
  readonly soon: boolean;
};

/** A look in the future means that the clock was set back: then it is due as well. */
function isDue({ watch, now, holds, soon }: Question): boolean {
  if (watch.busy) return false;
  if (soon) return true;
  return holds && (watch.nextAt <= now || (watch.lookedAt !== null && watch.lookedAt > now));
}

type Due = { readonly page: Followed; readonly watch: Watch; readonly soon: boolean };

/** What somebody asked for first; then what was never looked at, then whatever was looked at longest ago. */
function byOldestLook(a: Due, b: Due): number {
  return Number(b.soon) - Number(a.soon) || (a.watch.lookedAt ?? 0) - (b.watch.lookedAt ?? 0);
}

function untilNext(watches: ReadonlyMap<string, Watch>, now: Instant, holds: boolean): number {
  if (!holds) return WAITING_SLEEP_MS;
  let next = now + LONGEST_SLEEP_MS;
  for (const watch of watches.values()) if (!watch.busy && watch.nextAt < next) next = watch.nextAt;
  return Math.max(next - now, SHORTEST_SLEEP_MS);
}
