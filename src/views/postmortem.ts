import { incidentName } from "../domain/ids.ts";
import type { RecordedEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { flags } from "./headline.ts";
import { inMarkdown } from "./markdown-ink.ts";
import { actionItems } from "./postmortem-actions.ts";
import { impact, summary } from "./postmortem-facts.ts";
import { notDone } from "./postmortem-paging.ts";
import { people, told } from "./postmortem-timeline.ts";
import { oneLine } from "./text.ts";
import { inOrder } from "./timeline.ts";

export { postmortemMessage } from "./postmortem-message.ts";

/** What a draft cannot know is left to people in so many words, never invented. */
const ROOT_CAUSE = "Left to the review. Nobody has written it yet.";
const FACTORS = "Left to the review. Nobody has written them yet.";

/**
 * The draft in Markdown, made from what was recorded alone. Times are UTC and those at which things were said; where
 * something is not known the draft says so.
 */
export function postmortem(incident: Incident, profile: Profile, timeline: readonly RecordedEvent[]): string {
  const entries = inOrder(timeline);
  const title = inMarkdown(oneLine(incident.title));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Summary", summary(incident, profile, entries)],
    ["Impact", impact(incident, profile, entries)],
    ["Participants", people(incident, profile, entries)],
    ["Pages, and what was late or not done", notDone(incident, profile, entries)],
    ["Root cause", [ROOT_CAUSE]],
    ["Contributing factors", [FACTORS]],
    ["Action items", actionItems(incident, profile, entries)],
    [
      "Lessons learned",
      [
        "- What went well: nobody has written it yet.",
        "- What went badly: nobody has written it yet.",
        "- Where we were lucky: nobody has written it yet.",
      ],
    ],
    ["Timeline", told(incident, profile, entries)],
  ];
  const head = `# Post-mortem: ${flags(incident)}${incidentName(incident.number)} ${title}`;
  const body = sections.map(([heading, lines]) => `## ${heading}\n\n${lines.join("\n")}`);
  return `${[head, ...body].join("\n\n")}\n`;
}
