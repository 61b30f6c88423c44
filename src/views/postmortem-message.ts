import { incidentName } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Block, Message } from "./blocks.ts";
import { context, markdown, message, section, within } from "./blocks.ts";
import { flags } from "./headline.ts";

const ROOM = 9000;

/** The draft as far as it fits, cut between its chapters; the file beside it has all of it. */
export function postmortemMessage(incident: Incident, draft: string): Message {
  const name = `${flags(incident)}${incidentName(incident.number)}`;
  const chapters = draft
    .split(/\n(?=## )/)
    .map((chapter): readonly Block[] => [markdown(chapter.trim() || "…")]);
  const { blocks, left } = within(chapters, ROOM);
  const text = `Post-mortem draft of ${name}`;
  const lead = section(
    `📄 *${text}*. It says what was recorded; root cause and lessons are for people to write.`,
  );
  if (left === 0) return message(text, [lead, ...blocks]);
  const missing = draft
    .split(/\n(?=## )/)
    .slice(-left)
    .map((chapter) => chapter.split("\n", 1)[0]?.replace(/^#+ /, "") ?? "");
  return message(text, [
    lead,
    ...blocks,
    context(`Too long for a message: ${missing.join(", ")}. The file holds all of it.`),
  ]);
}
