import { randomUUID } from "node:crypto";
import type { Profile } from "./domain/profile.ts";
import { createChores } from "./engine/chores.ts";
import type { PeopleDirectory } from "./engine/directory.ts";
import { type Engine, inReceipts } from "./engine/dispatch.ts";
import { createErrands } from "./engine/errands.ts";
import { createFollower } from "./engine/follower.ts";
import { createLease } from "./engine/lease.ts";
import { createOnCallDesk } from "./engine/on-call-desk.ts";
import type { OnCallDesk, OnCallViews, Workspace } from "./engine/on-call-ports.ts";
import { createAgents } from "./engine/page-news.ts";
import type { Chat, Clock, Pager } from "./engine/ports.ts";
import { createPagerDutyWebhook, type PagerDutyWebhook } from "./handlers/pagerduty.ts";
import { verifyWebhook } from "./integrations/pagerduty/webhook.ts";
import type { Logger } from "./log.ts";
import type { Opened } from "./shutdown.ts";
import { createOnCallStore } from "./store/chores.ts";
import type { Database } from "./store/database.ts";
import { createFollowedPages } from "./store/followed-pages.ts";
import { createLeases } from "./store/leases.ts";
import { coverAsked, covered, coverLate, notCovered } from "./views/on-call-cover.ts";
import { changed, findings, groupNotKept, handOver, notPosted, week } from "./views/on-call-digest.ts";

/** What is done for the whole organisation: following pages, webhooks of PagerDuty, and on-call's desk and chores. */
export type OnCallOptions = {
  readonly database: Database;
  readonly engine: Engine;
  readonly chat: Chat & Workspace;
  readonly pager: Pager;
  readonly people: PeopleDirectory;
  readonly profile: () => Profile;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly webhookSecret: string | null;
  readonly log: Logger;
};

export type OnCall = {
  readonly webhook: PagerDutyWebhook;
  readonly desk: OnCallDesk;
  start(): readonly Opened[];
};

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

export function createOnCall(options: OnCallOptions): OnCall {
  const { database, engine, chat, pager, people, profile, clock, log } = options;
  // One process only: what it held before a kill is its own again at once.
  const holder = database.boss.kind === "pglite" ? "only" : randomUUID();
  const lease = (name: string) => createLease({ store: createLeases(database.kysely), name, holder, clock });
  const pages = createFollowedPages(database.kysely);
  const following = lease("follower");
  const follower = createFollower({
    pages,
    pager,
    people,
    dispatcher: inReceipts(engine),
    lease: following,
    clock,
    log,
  });
  const agents = createAgents({ pager, people, clock });
  const webhook = createPagerDutyWebhook({
    secret: options.webhookSecret,
    verify: verifyWebhook,
    pages,
    agents,
    dispatcher: engine,
    follower,
    clock,
    log,
  });
  const store = createOnCallStore(database);
  let soon = (): void => undefined;
  const desk = createOnCallDesk({
    store,
    pager,
    workspace: chat,
    views: VIEWS,
    profile,
    clock,
    soon: () => soon(),
  });
  const errands = createErrands({
    store,
    chat,
    workspace: chat,
    pager,
    views: VIEWS,
    clock,
    channel: () => profile().onCall.channel ?? profile().slack.announcements,
    onAttempt: (entry) => log.info(entry, "an errand was tried"),
  });
  const start = (): readonly Opened[] => {
    people.start();
    follower.start();
    const chores = lease("chores");
    const running = createChores({
      lease: chores,
      errands,
      store,
      pager,
      chat,
      workspace: chat,
      views: VIEWS,
      profile,
      clock,
      log,
    });
    soon = running.soon;
    return [
      { name: "directory", withinMs: 100, close: async () => people.stop() },
      { name: "follower", withinMs: 1_000, close: () => ended(() => follower.stop(), following) },
      { name: "chores", withinMs: 1_000, close: () => ended(() => running.stop(), chores) },
    ];
  };
  return { webhook, desk, start };
}

async function ended(stop: () => void | Promise<void>, lease: { release(): Promise<void> }): Promise<void> {
  await stop();
  await lease.release();
}
