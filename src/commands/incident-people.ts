import { takeIncident, takeLabel } from "./address.ts";
import { change, type SubCommand, type Typed, type Understood, wrong } from "./sub-command.ts";
import { fromSlack, nearest, takeMentions } from "./text.ts";

/** Who is woken, and who does what. */
export const PEOPLE: readonly SubCommand[] = [
  {
    name: "page",
    usage: "/incident page [INC-7] [policy] [why]",
    summary: "Pages an escalation policy, or the one of the incident.",
    parse: page,
  },
  {
    name: "role",
    usage: "/incident role [INC-7] <role> @somebody",
    summary: "Gives somebody a role.",
    parse: role,
  },
  {
    name: "take",
    usage: "/incident take [INC-7] <role>",
    summary: "Takes a role yourself.",
    parse: take,
  },
];

/** A first word that is a policy, or nearly one, or stands alone, is the policy; other words are the reason. */
function page({ text, profile }: Typed): Understood {
  const { named, rest } = takeIncident(text);
  if (takeMentions(rest).users.length > 0) {
    return wrong("A page goes to an escalation policy, not to one person; no page was asked for.");
  }
  const words = fromSlack(rest);
  const policies = profile.escalation.map(({ key }) => key);
  const { label, rest: why } = takeLabel(words, policies);
  const isPolicy = label !== "" && (why === "" || nearest(label, policies).length > 0);
  if (isPolicy) return change({ type: "page", policy: label, why: why || null }, named);
  return change({ type: "page", policy: null, why: words || null }, named);
}

function role({ text, profile }: Typed): Understood {
  const { named, rest } = takeIncident(text);
  const { users, rest: words } = takeMentions(rest);
  const [user] = users;
  if (user === undefined || users.length > 1) {
    return wrong(
      "Name one person, picked from the list Slack shows after `@`, so that it is certain who is meant.",
    );
  }
  if (words === "") return wrong(missingRole(profile.roles));
  return change({ type: "assign-role", role: unquoted(fromSlack(words)), user }, named);
}

function take({ text, by, profile }: Typed): Understood {
  const { named, rest } = takeIncident(text);
  if (rest === "") return wrong(missingRole(profile.roles));
  return change({ type: "assign-role", role: unquoted(fromSlack(rest)), user: by }, named);
}

function missingRole(roles: readonly { readonly key: string }[]): string {
  if (roles.length === 0) return "The manual names no roles.";
  return `What is missing is the role: ${roles.map(({ key }) => `\`${key}\``).join(", ")}.`;
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2]?.trim() ?? text;
}
