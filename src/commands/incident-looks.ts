import { wholeIncident } from "./address.ts";
import { type SubCommand, wrong } from "./sub-command.ts";

/** What only shows something. */
export const LOOKS: readonly SubCommand[] = [
  {
    name: "list",
    usage: "/incident list",
    summary: "Shows the open incidents, worst first.",
    parse: () => ({ kind: "list" }),
  },
  {
    name: "show",
    usage: "/incident show [INC-7]",
    summary: "Shows one incident.",
    parse: looking("show"),
  },
  {
    name: "timeline",
    usage: "/incident timeline [INC-7]",
    summary: "Shows what happened, in the order it was said.",
    parse: looking("timeline"),
  },
  {
    name: "next",
    usage: "/incident next [INC-7]",
    summary: "Shows what is due.",
    parse: looking("next"),
  },
  {
    name: "changes",
    usage: "/incident changes [INC-7]",
    summary: "Shows what was deployed to its service lately, by whom, and how long ago.",
    parse: looking("changes"),
  },
  {
    name: "help",
    usage: "/incident help",
    summary: "Shows this list.",
    parse: () => ({ kind: "help" }),
  },
];

function looking(at: "show" | "timeline" | "next" | "changes"): SubCommand["parse"] {
  return ({ text }) => {
    const addressed = wholeIncident(text);
    if (addressed === null) return wrong("Only an incident such as `INC-7` may follow here.");
    return { kind: "look", at, named: addressed.named };
  };
}
