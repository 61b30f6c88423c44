import type { Refusal } from "../domain/incident/decision.ts";
import type { Answer } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";
import { clip } from "../views/text.ts";

/** A refusal at the field it is about; where it is about none, it takes the form's place. */
export function refusedForm(refusal: Refusal, said: Message, blocks: readonly string[]): Answer {
  return atField(fieldsOf(refusal), said, blocks);
}

/** At the first of these fields that the form has; in place of the form where it has none of them. */
export function atField(fields: readonly string[], said: Message, blocks: readonly string[]): Answer {
  const block = fields.find((candidate) => blocks.includes(candidate));
  if (block === undefined) return { kind: "message", message: said };
  return { kind: "errors", errors: { [block]: clip(unformatted(said.text), 400) } };
}

function fieldsOf(refusal: Refusal): readonly string[] {
  switch (refusal.reason) {
    case "no-title":
    case "title-too-long":
      return ["title"];
    case "unknown-severity":
      return ["severity"];
    case "unknown-status":
      return ["status"];
    case "unknown-component":
      return ["component"];
    case "already-there":
      return [refusal.what];
    case "use-resolve":
      return ["message", "status"];
    case "empty-text":
    case "text-too-long":
      return ["text", "message", "why", "description"];
    case "hold-too-long":
    case "bad-duration":
      return ["minutes", "next"];
    case "already-declared":
    case "nothing-to-escalate":
    case "nothing-to-hold":
    case "already-paging":
    case "run-by-pagerduty":
    case "already-paused":
    case "not-paused":
    case "no-update-due":
    case "already-snoozed":
    case "unknown-role":
    case "unknown-policy":
    case "not-open":
    case "not-resolved":
    case "not-closed":
    case "nothing-to-retry":
    case "no-such-incident":
    case "guest":
      return [];
  }
}

/** Slack shows these sentences as plain text, marks and all. */
function unformatted(mrkdwn: string): string {
  return mrkdwn.replace(/[*`]/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
