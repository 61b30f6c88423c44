import type { StaticSelect } from "@slack/types";
import type { Profile, Severity } from "../domain/profile.ts";
import type { Block } from "./blocks.ts";
import { context, option, within } from "./blocks.ts";
import { severityWords, square } from "./headline.ts";
import { targetWords } from "./promises.ts";
import { say } from "./text.ts";

/** The severities of the manual to pick from, worst first. */
export function severitySelect(profile: Profile, chosen: string): StaticSelect {
  const severities = profile.severities.slice(0, 100);
  const options = severities.map((severity) => {
    const words = `${square(severity.rank)} ${severityWords(profile, severity.label)}`;
    return option(words, severity.label, severity.criteria.join("; "));
  });
  const index = severities.findIndex((severity) => severity.label === chosen || severity.name === chosen);
  const initial = options[index];
  return { type: "static_select", options, ...(initial === undefined ? {} : { initial_option: initial }) };
}

/**
 * The manual's own criteria, so that nobody has to look them up at night. Under the questions: on a telephone they would
 * push those off the screen.
 */
export function severityGuide(profile: Profile): readonly Block[] {
  const each = profile.severities.slice(0, 30).map((severity) => [context(guideLine(profile, severity))]);
  return within(each, 6000).blocks;
}

function guideLine(profile: Profile, severity: Severity): string {
  const name = `${square(severity.rank)} *${say(severityWords(profile, severity.label), 80)}*`;
  const criteria = severity.criteria.length === 0 ? "" : `: ${say(severity.criteria.join("; "), 500)}`;
  const promises = [
    severity.respond === null ? "" : `respond in ${inWords(targetWords(severity.respond))}`,
    severity.resolve === null ? "" : `resolve in ${inWords(targetWords(severity.resolve))}`,
    severity.page ? "pages on-call" : "pages nobody",
  ].filter((part) => part !== "");
  return `${name}${criteria}\n${promises.join(" · ")}`.replaceAll(" in on ", " on ");
}

function inWords(target: string): string {
  return target.startsWith("the ") ? `on ${target}` : target;
}
