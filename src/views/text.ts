import type { Instant } from "../domain/ids.ts";

// Turning what people wrote into what may be shown. Two rules keep everybody safe: people's text goes through
// `escaped` before it stands beside ours, and only our own code writes `<…>`.

// What Slack's clients send for what a person picked or pasted, `<@U1|amara>`, `<#C1|ops>`, `<https://a|b>`: shown as
// words. A link keeps its address in sight, so that no text can pretend to lead elsewhere.
const SLACK_TOKEN = /<([@#]|https?:\/\/|mailto:)([^<>|\s]+)(?:\|([^<>]*))?>/g;

// Control characters, and the marks that turn the reading direction and make text say something else.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** Slack may make an alarm of these words by itself; a joiner nobody sees keeps them words. */
const BROADCAST = /@(?=(channel|here|everyone)\b)/gi;

/** Without what cannot be seen; half an emoji, which takes six times its room on the wire, becomes a mark. */
function visible(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, "");
}

function words(text: string): string {
  return text.replace(SLACK_TOKEN, (_whole, kind: string, rest: string, shown: string | undefined) => {
    if (kind === "@" || kind === "#") return `${kind}${shown || rest}`;
    const address = `${kind}${rest}`;
    return shown && shown !== address ? `${shown} (${address})` : address;
  });
}

/** People's text as mrkdwn: `<!channel>`, links with chosen words and typed mentions come out as the letters they are. */
export function escaped(text: string): string {
  return words(visible(text))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(BROADCAST, "@\u2060");
}

/** At most `limit` characters, the last one `…` when something was left out; never half an emoji or half an `&amp;`. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text
    .slice(0, Math.max(0, limit - 1))
    .replace(/[\ud800-\udbff]$/, "")
    .replace(/&[a-z]{0,4}$/, "")}…`;
}

/** Like `clip`, for mrkdwn of ours: never half a `<…>`. */
export function cut(mrkdwn: string, limit: number): string {
  if (mrkdwn.length <= limit) return mrkdwn;
  return `${clip(mrkdwn, limit)
    .replace(/…$/, "")
    .replace(/<[^>]*$/, "")}…`;
}

/** White space, line ends among it, as single spaces. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ").trim();
}

/** People's text on one line of mrkdwn, at most `limit` characters. */
export function say(text: string, limit: number): string {
  return clip(escaped(oneLine(text)), limit);
}

/** What to type, as code; Slack reads `<why>` as a link even there unless it is escaped. */
export function typed(usage: string): string {
  return `\`${escaped(usage.replaceAll("`", "'"))}\``;
}

/** People's text as a block quote, lines kept, at most `limit` characters in all. */
export function quote(text: string, limit: number): string {
  const quoted = escaped(text.trim()).replace(/\n{3,}/g, "\n\n");
  return clip(`> ${quoted.replaceAll("\n", "\n> ")}`, limit);
}

/**
 * Text for plain-text places (headers, buttons, options). Slack decodes entities there in some clients and not in
 * others, so the two signs that could begin something are replaced by lookalikes instead of escaped.
 */
export function plain(text: string, limit: number): string {
  const safe = words(oneLine(text)).replaceAll("<", "‹").replaceAll(">", "›").replace(BROADCAST, "@\u2060");
  return clip(safe, limit);
}

/** `2026-11-21 03:12 UTC`. */
export function utc(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `2026-11-21 03:12:05 UTC`, for records. */
export function utcSeconds(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `2026-11-21`. */
export function utcDay(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** A time that every reader sees in their own zone; UTC where a client cannot. */
export function date(instant: Instant): string {
  return `<!date^${Math.floor(instant / 1000)}^{date_short_pretty} {time}|${utc(instant)}>`;
}

/** Slack's ids are capitals and digits; anything else would be somebody's text and is shown as such. */
function isSlackId(id: string): boolean {
  return /^[A-Z0-9]{1,40}$/.test(id);
}

export function person(user: string): string {
  return isSlackId(user) ? `<@${user}>` : say(user, 40);
}

export function channelLink(id: string): string {
  return isSlackId(id) ? `<#${id}>` : say(id, 40);
}

/** A link with words of our own. An address that is not http(s) gives the words alone. */
export function link(url: string | null, shown: string): string {
  if (url === null || !/^https?:\/\/[^\s<>|]+$/.test(url) || url.length > 300) return shown;
  return `<${url.replaceAll("&", "&amp;")}|${shown}>`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Milliseconds in words, the two largest units: `3 days 4 hours`, `12 minutes`, `40 seconds`. */
export function duration(ms: number): string {
  const units = ms >= 3_600_000 ? UNITS.slice(0, 3) : UNITS;
  let rest = Math.abs(ms);
  const parts: string[] = [];
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(counted(count, unit));
  }
  return parts.slice(0, 2).join(" ") || "less than a second";
}

/** `1 entry`, `2 entries`. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a, b and c`. */
export function listed(items: readonly string[], joint = "and"): string {
  const last = items.at(-1);
  if (last === undefined) return "";
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} ${joint} ${last}`;
}

/** Without the full stop at its end, where a sentence of ours goes on or ends there. */
export function unstopped(text: string): string {
  return text.trim().replace(/(?<!\.)\.$/, "");
}
