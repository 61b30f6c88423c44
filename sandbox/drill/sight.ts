import type { PagerDutyWorld, SandboxPage } from "../pagerduty/world.ts";
import { defaultSeed } from "../slack/seed.ts";
import type { SandboxMessage } from "../slack/world.ts";
import type { StandIns } from "../stand-ins.ts";
import type { DrillCallee } from "./promises.ts";

/** What people see in the sandbox, and who is meant by the words of a manual. */

export function channelOf({ slack }: StandIns, number: number): string {
  return slack.channels().find((channel) => channel.name.startsWith(`inc-${number}-`))?.name ?? "";
}

export function idOf({ slack }: StandIns, name: string): string {
  return slack.users().find((user) => user.name === name)?.id ?? name;
}

export function messagesIn({ slack }: StandIns, channel: string): readonly SandboxMessage[] {
  const id = slack.channel(channel)?.id;
  return id === undefined ? [] : slack.messages(id);
}

export function texts(standIns: StandIns, channel: string): string[] {
  return messagesIn(standIns, channel).map((message) => said(message));
}

/** True when something of that kind was said within a second of that instant. */
export function saidAt(standIns: StandIns, channel: string, words: RegExp, instant: number): boolean {
  return messagesIn(standIns, channel).some(
    (message) => words.test(said(message)) && isAt(Number(message.ts) * 1_000, instant),
  );
}

/** To the second: a look at the clock that is due now is made now. */
export function isAt(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1_000;
}

export function cardOf({ slack }: StandIns, channel: string): string {
  const at = slack.channel(channel);
  const card = slack.messages(at?.id ?? "").find((message) => message.ts === at?.pins[0]);
  return card === undefined ? "" : said(card);
}

/** What the bot wrote to a person alone, newest last. */
export function directMessages({ slack }: StandIns, user: string): readonly SandboxMessage[] {
  const both = [user, slack.botUserId];
  const room = slack
    .channels()
    .find(({ kind, members }) => kind === "im" && both.every((one) => members.includes(one)));
  return room === undefined ? [] : slack.messages(room.id).filter(({ user: by }) => by === slack.botUserId);
}

/** Addresses of those who are asked first, now; null where only PagerDuty knows. */
export function askedFirst({ slack, pagerduty }: StandIns, callee: DrillCallee): readonly string[] | null {
  switch (callee.kind) {
    case "policy":
      return addresses(pagerduty, pagerduty.onCall({ policy: callee.policy, level: 1 }));
    case "schedule":
      return null;
    case "people": {
      const group = defaultSeed().groups.find(({ handle }) => handle === callee.slackGroup);
      const ids = [...callee.slackUsers, ...(group?.users ?? [])];
      const members = slack.users().filter(({ id }) => ids.includes(id));
      return [...callee.emails, ...members.map(({ email }) => email)];
    }
  }
}

/** Whether PagerDuty asks just those whom the manual means. */
export function asksThem(standIns: StandIns, page: SandboxPage, callee: DrillCallee): boolean {
  const meant = askedFirst(standIns, callee);
  const asked = addresses(standIns.pagerduty, page.assigned);
  return meant === null ? asked.length > 0 : isSame(asked, meant);
}

function addresses(pagerduty: PagerDutyWorld, ids: readonly string[]): readonly string[] {
  return pagerduty
    .people()
    .filter(({ id }) => ids.includes(id))
    .map(({ email }) => email);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const [one, other] = [new Set(some), new Set(others)];
  return one.size > 0 && one.size === other.size && [...one].every((value) => other.has(value));
}

/** All the words of a message: its blocks where it has any, its text otherwise. */
export function said(message: Partial<Pick<SandboxMessage, "text" | "blocks">>): string {
  const blocks = message.blocks ?? [];
  return blocks.length === 0 ? (message.text ?? "") : words(blocks).join("\n");
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : words(inner),
  );
}
