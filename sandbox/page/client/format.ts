import type { PageChannel, PageMessage, PageState } from "../state.ts";

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const secondsFormat = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** Slack's `ts` (epoch seconds with a counter behind the dot) as epoch milliseconds. */
export function ms(ts: string): number {
  return Number(ts) * 1_000;
}

export function clock(atMs: number): string {
  return clockFormat.format(atMs);
}

/** Without AM and PM, for which the margin is too narrow. */
export function shortClock(atMs: number): string {
  return clock(atMs).replace(/\s?[AP]M$/i, "");
}

export function clockWithSeconds(atMs: number): string {
  return secondsFormat.format(atMs);
}

export function fullTime(atMs: number): string {
  return fullFormat.format(atMs);
}

export function day(atMs: number): string {
  const today = new Date();
  const that = new Date(atMs);
  if (that.toDateString() === today.toDateString()) return "Today";
  today.setDate(today.getDate() - 1);
  return that.toDateString() === today.toDateString() ? "Yesterday" : dayFormat.format(atMs);
}

/** `#general`, or the other person's name for a direct message. */
export function channelTitle(channel: PageChannel, state: PageState): string {
  return channel.kind === "im" ? nameOf(otherOf(channel, state), state) : channel.name;
}

export function otherOf(channel: PageChannel, state: PageState): string {
  return channel.members.find((member) => member !== state.you.id) ?? state.you.id;
}

export function nameOf(user: string, state: PageState): string {
  // The name under which Slack itself speaks: "/incident failed because…".
  if (user === "USLACKBOT") return "Slackbot";
  const found = state.users.find(({ id }) => id === user);
  return found === undefined ? user : found.realName || found.name;
}

export function size(bytes: number): string {
  return bytes < 1_024 ? `${bytes} bytes` : `${Math.round(bytes / 102.4) / 10} kB`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A reply lives in its thread, not in the channel. */
export function isReply(message: PageMessage): boolean {
  return message.threadTs !== null && message.threadTs !== message.ts;
}
