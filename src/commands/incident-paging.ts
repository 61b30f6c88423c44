import type { SlackUserId } from "../domain/ids.ts";
import { say } from "../views/text.ts";
import { type Addressed, takeIncident, takeLabel, wholeIncident } from "./address.ts";
import { lengthFault, takeLength } from "./length.ts";
import { change, type SubCommand, type Typed, type Understood, wrong } from "./sub-command.ts";
import { fromSlack, nearest, takeMentions } from "./text.ts";

/** Who is woken, in what order, sooner or later; and the clocks of the manual. */
export const PAGING: readonly SubCommand[] = [
  {
    name: "page",
    usage: "/incident page [INC-7] [@somebody | policy] [why]",
    summary: "Pages a person, an escalation policy, or the one of the incident.",
    parse: page,
  },
  {
    name: "escalate",
    usage: "/incident escalate [INC-7] [why]",
    summary: "Calls the next step of the chain now.",
    parse: ({ text }) => {
      const { named, rest } = takeIncident(text);
      return change({ type: "escalate", why: fromSlack(rest) || null }, named);
    },
  },
  {
    name: "hold",
    usage: "/incident hold [INC-7] <10m> <why>",
    summary: "Nobody more is called for so long.",
    parse: hold,
  },
  {
    name: "snooze",
    usage: "/incident snooze [INC-7] [10m]",
    summary: "Asks for the due update again in a while, once.",
    parse: snooze,
  },
  {
    name: "pause",
    usage: "/incident pause [INC-7] <why>",
    summary: "Lets the manual's clocks rest; the reason stays on the record.",
    parse: ({ text }) => {
      const { named, rest } = takeIncident(text);
      if (rest === "") return wrong("What is missing is why the clocks rest.");
      return change({ type: "pause-clocks", why: fromSlack(rest) }, named);
    },
  },
  {
    name: "resume",
    usage: "/incident resume [INC-7]",
    summary: "Lets the manual's clocks go on.",
    parse: ({ text }) => {
      const addressed = wholeIncident(text);
      if (addressed === null) return wrong("Only an incident such as `INC-7` may follow here.");
      return change({ type: "resume-clocks" }, addressed.named);
    },
  },
];

/** A first word that is a policy, or nearly one, or stands alone, is the policy; other words are the reason. */
function page({ text, profile }: Typed): Understood {
  const addressed = takeIncident(text);
  const { users, rest } = takeMentions(addressed.rest);
  const [user] = users;
  if (users.length > 1) return wrong("One page is for one person; page them one after the other.");
  if (user !== undefined) return pagePerson(user, rest, addressed);
  if (addressed.rest.startsWith("<!subteam^")) return wrong(NO_GROUP);
  const words = fromSlack(addressed.rest);
  if (words.startsWith("@")) return wrong(notPicked(words));
  const policies = profile.escalation.map(({ key }) => key);
  const { label, rest: why } = takeLabel(words, policies);
  const isPolicy = label !== "" && (why === "" || nearest(label, policies).length > 0);
  const policy = isPolicy ? label : null;
  return change({ type: "page", policy, user: null, why: (isPolicy ? why : words) || null }, addressed.named);
}

const NO_GROUP =
  "A user group is not paged as a whole; nobody was paged. Name one person, or an escalation policy of the manual.";

/** Slack leaves a name as it was typed when it knows nobody by it, or when it was not picked from its list. */
function notPicked(words: string): string {
  const [name = ""] = words.split(/\s/, 1);
  return `“${say(name, 60)}” was not picked from the list Slack shows after \`@\`, so it is not certain who is meant; nobody was paged. Somebody who has left cannot be picked.`;
}

/** Typed where there is no incident, it begins one: whoever is woken must find out what for. */
function pagePerson(user: SlackUserId, words: string, { named }: Addressed): Understood {
  const why = fromSlack(words) || null;
  const paged = change({ type: "page", policy: null, user, why }, named);
  return paged.kind === "change" ? { ...paged, elsewhere: { user, why } } : paged;
}

function hold({ text }: Typed): Understood {
  const { named, rest } = takeIncident(text);
  const length = takeLength(rest);
  if (length.kind !== "length") return wrong(lengthFault(length, "10m") ?? "");
  if (length.rest === "") return wrong("What is missing is why nobody more is to be called.");
  return change({ type: "hold", forMs: length.ms, why: fromSlack(length.rest) }, named);
}

const SNOOZE_MS = 10 * 60_000;

function snooze({ text }: Typed): Understood {
  const { named, rest } = takeIncident(text);
  if (rest === "") return change({ type: "snooze-update", forMs: SNOOZE_MS }, named);
  const length = takeLength(rest);
  if (length.kind !== "length") return wrong(lengthFault(length, "10m") ?? "");
  if (length.rest !== "") return wrong("Only how long may follow here, such as `10m`.");
  return change({ type: "snooze-update", forMs: length.ms }, named);
}
