import type { Incident, OpenTrouble } from "../domain/incident/incident.ts";
import type { Block } from "./blocks.ts";
import { actions, button, section, within } from "./blocks.ts";
import { CARD_ACTIONS } from "./card-actions.ts";
import { cut, date, plural, say } from "./text.ts";

/** Long enough for every id of ours; a longer one could not be a button's value beside the others. */
export const EFFECT_LIMIT = 400;

type TroubleWords = Pick<OpenTrouble, "what" | "reason" | "cure" | "state">;

/** What is not done, why, and the way out. `what` is mrkdwn of our own making; the rest is escaped here. */
export function troubleText(trouble: TroubleWords, since: number | null): string {
  const sign = trouble.state === "failed" ? "⛔ *Not done:*" : "⏳ *Not done yet, still trying:*";
  const when = since === null ? "" : ` (since ${date(since)})`;
  const goesOn = trouble.state === "retrying" ? ". It goes on by itself; *Try again* hurries it." : "";
  const what = `${sign} ${cut(trouble.what, 300)}${when}${goesOn}`;
  const wayOut = trouble.cure === "" ? "" : `\n*Way out:* ${say(trouble.cure, 300)}`;
  return `${what}\n*Why:* ${say(trouble.reason, 300)}${wayOut}`;
}

/** The second opens a form that asks why, which is its confirmation. */
function troubleButtons(incident: Incident, { effect }: { readonly effect: string }): readonly Block[] {
  if (effect.length > EFFECT_LIMIT) return [];
  const value = `${incident.number} ${effect}`;
  const waive = button("Waive", CARD_ACTIONS.waive, value, { style: "danger" });
  return [actions(button("Try again", CARD_ACTIONS.tryAgain, value, { style: "primary" }), waive)];
}

/** One thing that is not done, with its buttons. */
export function oneTrouble(
  incident: Incident,
  trouble: TroubleWords & { readonly effect: string },
  since: number | null,
): readonly Block[] {
  return [section(troubleText(trouble, since)), ...troubleButtons(incident, trouble)];
}

/** What waits for a person first, then what is still tried; oldest first in each. */
function worstFirst(troubles: readonly OpenTrouble[]): readonly OpenTrouble[] {
  const order = (trouble: OpenTrouble): number => (trouble.state === "failed" ? 0 : 1);
  return troubles.toSorted((a, b) => order(a) - order(b) || a.since - b.since);
}

/** Everything not done, as many as fit into `room` characters; that there are more is said, never hidden. */
export function troubleBlocks(incident: Incident, room: number, most = 8): readonly Block[] {
  const each = worstFirst(incident.troubles).map((trouble) => oneTrouble(incident, trouble, trouble.since));
  const { blocks, left } = within(each.slice(0, most), room - 250);
  const more = left + Math.max(0, each.length - most);
  if (more === 0) return blocks;
  const rest = `⛔ *${plural(more, "more thing is", "more things are")} not done*; each is in \`/incident timeline\`.`;
  return [...blocks, section(rest)];
}
