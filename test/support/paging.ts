import { expect } from "vitest";
import type { SandboxPage } from "../../sandbox/pagerduty/world.ts";
import { openStage, type Stage, type StageOptions, stored } from "./stage.ts";

/** Incidents that page, told in whose telephone rang and when. */

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** One incident under way: where it is, and since when. */
export type Paged = {
  readonly stage: Stage;
  readonly title: string;
  readonly channel: string;
  readonly declaredAt: number;
};

/** Follows pages, so that what PagerDuty's log tells is known. */
export function openPaging(profile: string, options: StageOptions = {}): Promise<Stage> {
  return openStage({ background: true, profile: `profiles/${profile}.yml`, ...options });
}

export function channelOf(stage: Stage, title: string): string {
  const slug = title.toLowerCase().replaceAll(" ", "-");
  const found = stage.slack.channels().find(({ name }) => name.endsWith(slug));
  if (found === undefined) throw new Error(`no channel ends in ${slug}`);
  return found.name;
}

/** Declared, paged, and PagerDuty's log read. */
export async function declared(stage: Stage, title: string, severity: string, user = "eva"): Promise<Paged> {
  await stage.incident(`declare ${title} --severity ${severity}`, { user });
  await stage.settled();
  const channel = channelOf(stage, title);
  const { declaredAt } = await stored(stage, channel);
  const paged = { stage, title, channel, declaredAt };
  await known(paged);
  return paged;
}

/** Ends what a test began, so that nothing of it is called or followed during the next one. */
export async function end(...all: readonly Paged[]): Promise<void> {
  for (const { stage, channel } of all) {
    await stage.incident("resolve The test is over", { user: "eva", channel });
    await stage.settled();
  }
}

/** Waits until it is so, tenths of a second by the clock passing meanwhile, and answers how long that took. */
export async function shows(stage: Stage, so: () => boolean, mostMs = 10_000): Promise<number> {
  const from = stage.clock.now();
  for (;;) {
    await stage.settled();
    if (so()) return stage.clock.now() - from;
    if (stage.clock.now() - from >= mostMs) throw new Error(`it is not so ${mostMs} ms later`);
    await stage.clock.tick(100);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Goes to a moment after the declaration; what falls due on the way happens, and what PagerDuty tells of it is read. */
export async function at(paged: Paged, ms: number): Promise<void> {
  const { stage, declaredAt } = paged;
  await stage.advance(Math.max(0, declaredAt + ms - stage.clock.now()));
  await known(paged);
}

/** The same where PagerDuty tells nothing: the clock stands at that moment and no later. */
export async function straightTo({ stage, declaredAt }: Paged, ms: number): Promise<void> {
  await stage.advance(Math.max(0, declaredAt + ms - stage.clock.now()));
}

/** Moves the clock by tenths of a second until the log of every page is read; gives up after six seconds of it. */
export async function known({ stage, channel }: Paged): Promise<void> {
  for (let passed = 0; passed < 6 * SECOND; passed += 100) {
    await stage.settled();
    const { pages } = await stored(stage, channel);
    const isRead = pages.every((page) => page.via !== "policy" || page.notified.length > 0 || page.over);
    if (isRead) return;
    await stage.clock.tick(100);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The PagerDuty incidents made for it, oldest first. */
export function pagesOf({ stage, title }: Pick<Paged, "stage" | "title">): readonly SandboxPage[] {
  return stage.pagerduty.incidents().filter((page) => page.title.includes(title));
}

/** Whose telephone rang, and how many milliseconds after the declaration. */
export function rang(paged: Paged): readonly (readonly [who: string, ms: number])[] {
  const names = new Map(paged.stage.pagerduty.people().map(({ id, name }) => [id, name]));
  return pagesOf(paged)
    .flatMap(({ log }) => log)
    .filter(({ type }) => type === "notify_log_entry")
    .map((entry) => [names.get(entry.person ?? "") ?? "", entry.at - paged.declaredAt] as const)
    .sort((a, b) => a[1] - b[1] || a[0].localeCompare(b[0]));
}

const TOLERANCE_MS = 1_000;

/** Exactly these people, in this order, each at their time to a second. */
export function expectRang(paged: Paged, expected: readonly (readonly [who: string, ms: number])[]): void {
  const actual = rang(paged).map(([who, ms], index) => {
    const due = expected[index]?.[1] ?? Number.NaN;
    return [who, Math.abs(ms - due) <= TOLERANCE_MS ? due : ms];
  });
  expect(actual).toEqual(expected.map((one) => [...one]));
}

/** The messages of its channel that have these words. */
export function told({ stage, channel }: Paged, words: string): readonly string[] {
  return stage.texts(channel).filter((text) => text.includes(words));
}

/** What the announcements channel was shouted. */
export function shouts(stage: Stage, title: string): readonly string[] {
  return stage.texts("incidents").filter((text) => text.startsWith("<!channel>") && text.includes(title));
}

/** The line of the card on what comes next. */
export function nextLine(cardText: string): string {
  return cardText.split("\n").find((line) => line.includes("⏭")) ?? "";
}
