import type { PagerDutyWorld } from "../../sandbox/pagerduty/world.ts";
import type { SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import type { SandboxMessage } from "../../sandbox/slack/world.ts";

/** What people find in Slack and PagerDuty in the end, without ids and times: equal for equal histories. */
export type Picture = {
  readonly channels: readonly string[];
  readonly topic: string;
  readonly bookmarks: readonly string[];
  readonly members: readonly string[];
  readonly pins: number;
  readonly cards: number;
  readonly cardSays: string;
  readonly announcements: readonly string[];
  /** In the incident channel, in any order. */
  readonly posts: readonly string[];
  readonly files: number;
  /** `status: what happened, in order`, each once. */
  readonly pages: readonly string[];
};

export function pictureOf(slack: SlackStandIn, pagerduty: PagerDutyWorld): Picture {
  const made = slack.channels().filter(({ creator }) => creator === slack.botUserId);
  const messages = made
    .flatMap(({ id }) => slack.messages(id))
    .filter(({ user }) => user === slack.botUserId);
  const cards = messages.filter((message) => isOf(message, /\/(post|refresh)-card$/));
  return {
    channels: made.map(({ name }) => name),
    topic: made.map(({ topic }) => topic).join(),
    bookmarks: made.flatMap(({ bookmarks }) => bookmarks.map(({ title }) => title)).sort(),
    members: made.flatMap(({ members }) => members).sort(),
    pins: made.flatMap(({ pins }) => pins).length,
    cards: cards.length,
    cardSays: cards.map(({ text }) => text).join(),
    announcements: slack
      .messages("C0INCIDENTS")
      .filter(({ user, onlyFor }) => user === slack.botUserId && onlyFor === null)
      .map(({ text }) => text),
    posts: messages
      .filter((message) => !cards.includes(message) && !isTimely(message))
      .map(({ text }) => text)
      .sort(),
    files: messages.flatMap(({ files }) => files).length,
    pages: pagerduty.incidents().map(({ status, log }) => `${status}: ${onceEach(log).join(", ")}`),
  };
}

/** Messages of the bot that carry the same effect's id: said twice. */
export function saidTwice(slack: SlackStandIn): readonly string[] {
  const marks = slack
    .channels()
    .flatMap(({ id }) => slack.messages(id))
    .flatMap(({ metadata }) => metadata?.event_payload["id"] ?? [])
    .map(String);
  return marks.filter((mark, index) => marks.indexOf(mark) !== index);
}

/** Acknowledging what is acknowledged rings nobody, so saying it again is no harm. */
function onceEach(log: readonly { readonly type: string }[]): readonly string[] {
  return [...new Set(log.map(({ type }) => type))];
}

function isOf({ metadata }: SandboxMessage, effect: RegExp): boolean {
  return effect.test(String(metadata?.event_payload["id"] ?? ""));
}

/** "Paged" is said only if the channel was there first, and which of the two comes first is nobody's promise. */
function isTimely({ text }: SandboxMessage): boolean {
  return text.includes("📟 Paged");
}
