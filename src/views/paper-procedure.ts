import type { Incident } from "../domain/incident/incident.ts";
import type { Chain, Profile } from "../domain/profile.ts";
import type { Message, Result, SpooledPage } from "../engine/ports.ts";
import { message, section } from "./blocks.ts";
import { flags, severityOf, severityWords, square } from "./headline.ts";
import { refusal } from "./refusal.ts";
import { whomOf, whomSaid } from "./target-words.ts";
import { channelLink, duration, say, typed } from "./text.ts";

/** What a declarer reads while the database is away: what is kept, who is called, and the manual's way on paper. */
export function paperProcedure(
  { draft, pages, again }: Extract<Result, { readonly kind: "spooled" }>,
  profile: Profile,
): Message {
  const what = `${square(draft.rank)} ${say(severityWords(profile, draft.severity), 80)}: ${say(draft.title, 220)}`;
  const kept = again
    ? `🗒 ${flags(draft)}*This is kept already*, and you will be brought in: ${what}`
    : `🗒 ${flags(draft)}*Kept on disk, not saved yet*: ${what}`;
  const words = [
    `${kept}\nTocsin's database is away, so there is no number, card or channel. All of that comes by itself, with the time of now, as soon as the database answers. Do not declare it again.`,
    pagesSaid(draft, pages, profile),
    `*Until then, on paper:*\n${steps(draft, profile).join("\n")}`,
  ];
  return message(words.join("\n"), words.map(section));
}

/** *Accepted* is said only of what PagerDuty answered. */
function pagesSaid(draft: Incident, pages: readonly SpooledPage[], profile: Profile): string {
  if (pages.length > 0) return pages.map((page) => pageSaid(page, profile)).join("\n");
  if (draft.drill) return "No page is sent for a drill.";
  const waits = draft.escalations.some(({ state }) => state === "running");
  if (waits) return "Nobody is being woken: the manual pages in its hours only. Is it urgent? Call by phone.";
  if (severityOf(profile, draft.severity)?.page === true)
    return "⛔ *No page was requested*, although the manual pages at this severity. Call by phone now.";
  return `Nobody is being woken: the manual pages nobody for ${say(draft.severity, 60)}. Is it urgent? Call by phone.`;
}

function pageSaid(page: SpooledPage, profile: Profile): string {
  const whom = whomSaid(whomOf(page.target, page.policy, profile));
  switch (page.state) {
    case "accepted":
      return page.via === "policy"
        ? `✅ PagerDuty has accepted the page to ${whom}.`
        : `✅ PagerDuty has taken the event that pages ${whom}; whom it calls, its service decides.`;
    case "sending":
      return `⏳ The page to ${whom} is being sent; *PagerDuty has not accepted it yet*. Call by phone as well.`;
    case "refused":
      return `⛔ *The page to ${whom} did not go out.* ${say(page.reason, 300)} ${say(page.cure, 300)}`;
  }
}

function steps(draft: Incident, profile: Profile): readonly string[] {
  const note = typed("/incident note <what happened when>");
  return [
    `1. Call by phone, in this order, until somebody has it: ${order(draft, profile)}.`,
    `2. Talk in ${room(profile)}, and say there who has it.`,
    `3. Write down times: who was called and when, what was seen, what was done. Later ${note} puts it into the timeline.`,
  ];
}

/** The chain this began with; the manual's first one where it begins none. */
function order(draft: Incident, profile: Profile): string {
  const run = draft.escalations[0];
  const first = profile.escalation[0];
  const found: { readonly chain: Chain; readonly policy: string } | null =
    run ?? (first === undefined ? null : { chain: first, policy: first.key });
  if (found === null || found.chain.steps.length === 0)
    return "whoever is on call, as the manual names no escalation policy";
  const { chain, policy } = found;
  const names = chain.steps.map(({ page, timeoutMs }, index) => {
    const whom = whomSaid(whomOf(page, policy, profile));
    return index === chain.steps.length - 1
      ? whom
      : `${whom} (no answer in ${duration(timeoutMs)}: the next)`;
  });
  return names.slice(0, 8).join(" → ");
}

function room(profile: Profile): string {
  const named = profile.slack.announcements;
  return /^[CG][A-Z0-9]{7,}$/u.test(named) ? channelLink(named) : `*#${say(named.replace(/^#/u, ""), 80)}*`;
}

/** For the declarer, when it was no incident of its own once the database could be asked. */
export function keptBecameNothing(came: Result, title: string, profile: Profile): Message {
  const head = `🗒 What you declared while the database was away, “${say(title, 220)}”, did not become an incident of its own.`;
  if (came.kind === "refused") {
    const why = refusal(came.refusal, came.incident, profile);
    return message(`${head}\n${why.text}`, [section(head), ...(why.blocks as Parameters<typeof message>[1])]);
  }
  const words = `${head} It was answered before; ${typed("/incident list")} shows what is open. Is it not there? Declare it again.`;
  return message(words, [section(words)]);
}
