import { eventually, idOf, openStage, type Stage, type StageOptions, said, stored } from "./stage.ts";

/** What journeys about time share: a bot that does everything, when things were said, and what PagerDuty was asked. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Following pages belongs to it: without the log of PagerDuty no page is proved, and each one stalls. */
export function openClockwork(
  startAt: string,
  profile: string,
  options: Omit<StageOptions, "startAt" | "profile" | "background"> = {},
): Promise<Stage> {
  return openStage({ ...options, background: true, startAt: Date.parse(startAt), profile });
}

/** Declares by typing, has the page's proof come in, and answers the channel's name. */
export async function declared(stage: Stage, title: string, severity: string): Promise<string> {
  await stage.incident(`declare ${title} --severity ${severity}`);
  await stage.settled();
  const slug = title.toLowerCase().replaceAll(" ", "-");
  const channel = stage.slack.channels().find(({ name }) => name.endsWith(slug))?.name;
  if (channel === undefined) throw new Error(`no channel ends in ${slug}`);
  return channel;
}

export type Post = { readonly at: number; readonly text: string };

/** Messages of a channel that say these words, with the instant at which each stood there. */
export function posts(stage: Stage, channel: string, words: RegExp | string): readonly Post[] {
  return stage
    .messages(channel)
    .map((message) => ({ at: Math.round(Number(message.ts) * 1_000), text: said(message) }))
    .filter(({ text }) => (typeof words === "string" ? text.includes(words) : words.test(text)));
}

/** When each of the posts stood there, in whole seconds after `since`. */
export function seconds(found: readonly { readonly at: number }[], since: number): readonly number[] {
  return found.map(({ at }) => Math.round((at - since) / SECOND));
}

/** What was counted, with every second that is at most one off taken for the expected one. */
export function withinOne(told: readonly number[], expected: readonly number[]): readonly number[] {
  return told.map((second, index) => {
    const wanted = expected[index] ?? Number.NaN;
    return Math.abs(second - wanted) <= 1 ? wanted : second;
  });
}

/** PagerDuty's incidents for a title, oldest first. */
export function pagesOf(stage: Stage, title: string) {
  return stage.pagerduty.incidents().filter((page) => page.title.includes(title));
}

/** Waits until nothing waits, and lets a moment pass for those who follow the log. */
export async function moments(stage: Stage, ms = 3 * SECOND): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await stage.clock.tick(500);
    await stage.settled();
  }
}

/** Types a command and answers what only the person reads; it must have been understood. */
export async function typed(stage: Stage, channel: string, text: string, user = "amara"): Promise<string> {
  const answer = await stage.incident(text, { channel, user });
  await stage.settled();
  return answer;
}

/** Somebody writes in a channel, and that counts as a sign of life. */
export async function talks(stage: Stage, channel: string, user: string, text: string): Promise<void> {
  const room = stage.slack.channel(channel)?.id ?? channel;
  await stage.slack.say({ user: idOf(stage.slack, user), channel: room, text });
  const heard = async () => (await stored(stage, channel)).lastSignAt === stage.clock.now();
  await eventually(heard, `"${text}" to be heard as a sign of life`);
  await stage.settled();
}
