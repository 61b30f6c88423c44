import type { SlackUserId } from "../domain/ids.ts";
import type { Cover, CoverAnswer, TakeAnswer } from "../engine/on-call-ports.ts";
import type { Message } from "./blocks.ts";
import { actions, button, message, section } from "./blocks.ts";
import { channelLink, date, escaped, link, listed, person, say } from "./text.ts";

/** Somebody covers somebody: asked, answered, refused. *Covers* is said only with PagerDuty's own id of the override. */

export const COVER_ACTION = "on-call.cover";

type Problem = { readonly reason: string; readonly cure: string };

export function coverAsked(cover: Cover): Message {
  const text = `${person(cover.askedBy)} asks: who takes over on call (${where(cover)}) until ${date(cover.until)}?`;
  const rule = "The first who presses is put on call in PagerDuty; until that is written, nothing changes.";
  return message(text, [
    section(`${text}\n${rule}`),
    actions(button("I cover", COVER_ACTION, cover.id, { style: "primary" })),
  ]);
}

export function covered(cover: Cover, overrideId: string, reader: "coverer" | "asker" | "channel"): Message {
  const coverer = cover.taken === null ? "somebody" : person(cover.taken.by);
  const receipt = `PagerDuty wrote it as override \`${say(overrideId, 40)}\`.`;
  const said = {
    coverer: `You are on call for ${where(cover)} until ${date(cover.until)}, in place of ${person(cover.askedBy)}. ${receipt}`,
    asker: `${coverer} is on call in your place for ${where(cover)} until ${date(cover.until)}. ${receipt}`,
    channel: `${coverer} is on call for ${where(cover)} until ${date(cover.until)}, in place of ${person(cover.askedBy)}. ${receipt}`,
  };
  // Whoever was put in place by an admin stands in for the schedule, not for the admin; the words stay true for both.
  const own = cover.taken?.by === cover.askedBy;
  const text = own
    ? `${coverer} is on call for ${where(cover)} until ${date(cover.until)}. ${receipt}`
    : said[reader];
  return plain(text);
}

export function notCovered(cover: Cover, { reason, cure }: Problem): Message {
  const coverer = cover.taken === null ? "Nobody" : person(cover.taken.by);
  return plain(
    `*Not covered*: PagerDuty did not put ${coverer} on call for ${where(cover)} until ${date(cover.until)}. ${say(reason, 400)} Who was on call still is. ${say(cure, 400)} Then press *I cover* again, or make the override in PagerDuty.`,
  );
}

export function coverLate(cover: Cover, { reason }: Problem): Message {
  return plain(
    `*Not covered yet*: PagerDuty has not taken the override for ${where(cover)} until ${date(cover.until)}. ${say(reason, 400)} Who was on call still is. Tocsin keeps trying and tells you both.`,
  );
}

export function coverAnswer(answer: CoverAnswer, usage: string): Message {
  switch (answer.kind) {
    case "asked":
      return plain(
        `Asked in ${room(answer.cover.channel)} who covers ${where(answer.cover)} until ${date(answer.cover.until)}. You stay on call until somebody presses *I cover* and PagerDuty has written it; you are told then.`,
      );
    case "taken":
      return plain(
        `${answer.cover.taken === null ? "They" : person(answer.cover.taken.by)} will be on call for ${where(answer.cover)} until ${date(answer.cover.until)} once PagerDuty has written it. You are both told then; until then nothing has changed.`,
      );
    case "off":
      return plain(
        "Paging is *off*, so there is no schedule that Tocsin could change; nothing was asked. Agree on it by word, or set PAGERDUTY_TOKEN and PAGERDUTY_FROM.",
      );
    case "unreachable":
      return plain(
        `Nothing was asked and nothing was changed: ${say(answer.reason, 300)} ${say(answer.cure, 300)}`,
      );
    case "no-policy":
      return plain(
        "The manual names no escalation policy of PagerDuty, so there is no on-call to cover. Nothing was asked.",
      );
    case "unknown-place":
      return plain(
        `Neither a policy nor a schedule is called "${say(answer.typed, 60)}"; nothing was asked. ${known(answer.known)}\nType it like this: \`${escaped(usage)}\``,
      );
    case "not-on-call":
      return plain(notOnCall(answer));
    case "several":
      return plain(
        `You could mean several, and a cover in the wrong one leaves a hole in the other: ${choices(answer.places)}. Put one of them at the end of the command. Nothing was asked.`,
      );
    case "no-schedule":
      return plain(
        `In ${link(answer.url, say(answer.policy, 60))} people are named directly, not by a schedule, and PagerDuty can only override schedules. Nothing was asked. Change the policy in PagerDuty, or put a schedule into it.`,
      );
    case "already-on-call":
      return plain(`${person(answer.user)} is on call there already; nothing was changed.`);
    case "not-in-pagerduty":
      return plain(notInPagerDuty(answer.user));
  }
}

/** What who pressed *I cover* reads. */
export function takeAnswer(answer: TakeAnswer): Message {
  switch (answer.kind) {
    case "taken":
      return plain(
        answer.cover.overrideId === null
          ? `Thank you. You are on call for ${where(answer.cover)} until ${date(answer.cover.until)} as soon as PagerDuty has written it; you are told then.`
          : `You cover ${where(answer.cover)} until ${date(answer.cover.until)}; PagerDuty wrote it as override \`${say(answer.cover.overrideId, 40)}\`.`,
      );
    case "no-cover":
      return plain(
        "Tocsin does not know this request any more; nothing was changed. `/ops cover me until 18:00` asks anew.",
      );
    case "own":
      return plain("You asked for this cover yourself: somebody else has to press. Nothing was changed.");
    case "over":
      return plain(`The time this was about is over since ${date(answer.cover.until)}; nothing was changed.`);
    case "too-late":
      return plain(
        `${answer.cover.taken === null ? "Somebody" : person(answer.cover.taken.by)} was faster and covers already. Thank you; nothing was changed.`,
      );
    case "not-in-pagerduty":
      return plain(notInPagerDuty(answer.user));
    case "unreachable":
      return plain(
        `Nothing was changed: ${say(answer.reason, 300)} ${say(answer.cure, 300)} Press again then.`,
      );
  }
}

function notOnCall({ direct, now }: Extract<CoverAnswer, { kind: "not-on-call" }>): string {
  const who = now.slice(0, 8).map((line) => `• ${say(line, 150)}`);
  const why = direct
    ? "Who is on call, or an admin of this workspace, may put somebody in their place, and you are neither"
    : "You are not on call now";
  return `${why}, so there is nothing to cover; nothing was asked. On call now:\n${who.join("\n")}\nPagerDuty knows you by the e-mail address of your Slack profile.`;
}

function notInPagerDuty(user: SlackUserId): string {
  return `PagerDuty has nobody with the e-mail address that ${person(user)} has in Slack, so ${person(user)} cannot be put on call; nothing was changed. Ask a PagerDuty admin to add them, or let somebody else cover.`;
}

function where({ policy, schedule }: Cover): string {
  return `*${say(policy, 60)}*, schedule ${say(schedule.name, 60)}`;
}

function room(channel: string): string {
  return /^[CDG][A-Z0-9]{7,}$/.test(channel)
    ? channelLink(channel)
    : `#${say(channel.replace(/^#/, ""), 80)}`;
}

function known(places: readonly string[]): string {
  return places.length === 0 ? "None is known." : `There are ${choices(places)}.`;
}

function choices(places: readonly string[]): string {
  return listed(
    places.slice(0, 10).map((place) => `\`${say(place.replaceAll("`", "'"), 60)}\``),
    "or",
  );
}

function plain(text: string): Message {
  return message(text, [section(text)]);
}
