import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { ActionRule, Profile } from "../domain/profile.ts";
import { severityOf } from "./headline.ts";
import { inMarkdown } from "./markdown-ink.ts";
import { oneLine, utc, utcDay } from "./text.ts";

/** The manual's rules whose word occurs in what people wrote, as ticks to make; then when the review itself is due. */
export function actionItems(
  incident: Incident,
  profile: Profile,
  entries: readonly RecordedEvent[],
): readonly string[] {
  const words = everythingSaid(incident, entries);
  const matching = profile.postmortem.actionRules.filter((rule) =>
    words.includes(rule.timelineMentions.toLowerCase()),
  );
  const from = incident.resolvedAt ?? entries.at(-1)?.at ?? incident.declaredAt;
  const items = matching.map((rule) => actionItem(rule, from));
  const none = "The manual's rules call for none. People add theirs here.";
  return [...(items.length === 0 ? [none] : items), ...reviewDue(incident, profile)];
}

function actionItem(rule: ActionRule, from: number): string {
  const owner =
    rule.owner === null ? "owner not named in the manual" : `owner ${inMarkdown(oneLine(rule.owner))}`;
  const due = rule.dueMs === null ? "no due date in the manual" : `due ${utcDay(from + rule.dueMs)}`;
  const because = `because the timeline mentions “${inMarkdown(oneLine(rule.timelineMentions))}”`;
  return `- [ ] ${inMarkdown(oneLine(rule.action))} (${owner}, ${due}, priority ${rule.priority}; ${because})`;
}

function reviewDue(incident: Incident, profile: Profile): readonly string[] {
  const kind = severityOf(profile, incident.severity)?.postmortem ?? "none";
  if (kind === "none" || incident.resolvedAt === null) return [];
  const due = utc(incident.resolvedAt + profile.postmortem.dueMs);
  return ["", `This post-mortem is ${kind} by the manual; it is due ${due}.`];
}

/** All words of people, in lower case: what a rule may look for. */
function everythingSaid(incident: Incident, entries: readonly RecordedEvent[]): string {
  const own = [incident.title, incident.description, incident.service, incident.component];
  return [...own, ...entries.flatMap(({ event }) => saidIn(event))]
    .filter((text) => text !== null)
    .join("\n")
    .toLowerCase();
}

function saidIn(event: IncidentEvent): readonly (string | null)[] {
  switch (event.type) {
    case "declared":
      return [event.title, event.description, event.service, event.component];
    case "note-added":
      return [event.text];
    case "update-posted":
      return [event.message];
    case "status-changed":
      return [event.message];
    case "escalation-begun":
    case "escalation-held":
    case "clocks-paused":
    case "page-requested":
    case "severity-changed":
    case "reopened":
    case "effect-waived":
      return [event.why];
    case "declared-again":
    case "page-accepted":
    case "channel-created":
    case "card-posted":
    case "announced":
    case "acknowledged":
    case "role-assigned":
    case "page-withdrawn":
    case "joined":
    case "left":
    case "postmortem-requested":
    case "postmortem-shared":
    case "effect-troubled":
    case "effect-cured":
    case "effect-retried":
    case "step-skipped":
    case "escalation-exhausted":
    case "escalation-stopped":
    case "page-notified":
    case "page-escalated":
    case "page-stalled":
    case "page-resolved":
    case "page-unacknowledged":
    case "summoned":
    case "acknowledgement-reminded":
    case "acknowledgement-expired":
    case "promise-told":
    case "clocks-resumed":
    case "update-asked":
    case "update-snoozed":
    case "deployment-suspected":
    case "nudged":
    case "talked":
    case "caught-up":
      return [];
  }
}
