import type { InputBlock, PlainTextOption } from "@slack/types";
import type { Profile } from "../domain/profile.ts";
import type { Block, View } from "./blocks.ts";
import { context, input, modal, option, section, textInput } from "./blocks.ts";
import { severityGuide, severitySelect } from "./severity-guide.ts";
import { date, oneLine, person, quote } from "./text.ts";

export const DECLARE_CALLBACK = "incident.declare";

/** The message an incident is declared from. `saidAt` in epoch milliseconds. */
type DeclaredFrom = {
  readonly text: string;
  readonly author: string | null;
  readonly saidAt: number;
  readonly permalink: string | null;
};

export type DeclarePrefill = {
  readonly title?: string;
  readonly severity?: string;
  readonly declaredIn?: string;
  readonly from?: DeclaredFrom;
};

/** Slack's limit for what a form carries along. */
const METADATA_LIMIT = 3000;
const TITLE_LIMIT = 200;

/** The form that declares. Only the title must be filled in: the rest has a sensible answer already. */
export function declareModal(profile: Profile, prefill: DeclarePrefill): View {
  return modal({
    callback: DECLARE_CALLBACK,
    title: "Declare an incident",
    submit: "Declare",
    metadata: metadata(prefill),
    blocks: [
      ...source(prefill.from),
      input("title", "What is wrong?", titleInput(prefill), {
        hint: "What people notice, in a few words: “Checkout fails for everybody”.",
      }),
      input("severity", "Severity", severitySelect(profile, prefill.severity ?? profile.defaultSeverity)),
      input("description", "What do you know so far?", textInput("several"), { optional: true }),
      ...component(profile),
      input("options", "Options", checkboxes(), { optional: true }),
      ...severityGuide(profile),
    ],
  });
}

function titleInput(prefill: DeclarePrefill): InputBlock["element"] {
  const firstLine = prefill.from?.text.trim().split("\n")[0] ?? "";
  return textInput("one", { initial: oneLine(prefill.title ?? firstLine), max: TITLE_LIMIT });
}

function checkboxes(): InputBlock["element"] {
  return {
    type: "checkboxes",
    options: [
      option("Private", "private", "Only invited people see it; it is not announced"),
      option("Drill", "drill", "An exercise; everything says DRILL"),
    ],
  };
}

function source(from: DeclaredFrom | undefined): readonly Block[] {
  if (from === undefined) return [];
  const author = from.author === null ? "" : ` by ${person(from.author)}`;
  return [
    section(`From a message${author}, ${date(from.saidAt)}:\n${quote(from.text, 600)}`),
    context("It becomes the first note of the timeline."),
  ];
}

function component(profile: Profile): readonly Block[] {
  const groups = profile.services.slice(0, 100).map((service) => ({
    label: { type: "plain_text" as const, text: option(service.name, "x").text.text },
    options: [
      option(`${service.name} (all of it)`, service.key),
      ...service.components.slice(0, 99).map((name): PlainTextOption => option(name, name)),
    ],
  }));
  if (groups.length === 0) return [];
  const select = { type: "static_select" as const, option_groups: groups };
  return [input("component", "What is affected?", select, { optional: true })];
}

/** What the form hands back. The message's text is shortened until all of it fits; its permalink leads to the whole. */
function metadata(prefill: DeclarePrefill): string {
  const declaredIn = prefill.declaredIn ?? null;
  let from = prefill.from ?? null;
  let carried = JSON.stringify({ declaredIn, from });
  while (carried.length > METADATA_LIMIT && from !== null) {
    const keep = Math.floor(from.text.length * 0.8);
    const text = from.text.slice(0, keep).replace(/[\ud800-\udbff]$/, "");
    from = keep < 10 ? null : { ...from, text: `${text.replace(/…$/, "")}…` };
    carried = JSON.stringify({ declaredIn, from });
  }
  return carried;
}
