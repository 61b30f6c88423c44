import type { Ink } from "./telling-words.ts";
import { channelLink, clip, cut, date, escaped, link, person, say } from "./text.ts";

/** Mrkdwn, with what people said at most `speech` characters. */
export function slackInk(speech: number): Ink {
  return {
    bold: (text) => `*${say(text, 80)}*`,
    words: (text) => say(text, 220),
    speech: (text) => clip(escaped(text.trim()), speech),
    person,
    channel: (id) => channelLink(id),
    ours: (mrkdwn) => cut(mrkdwn, 300),
    link,
    moment: date,
  };
}
