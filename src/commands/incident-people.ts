import { takeIncident } from "./address.ts";
import { change, type SubCommand, type Typed, type Understood, wrong } from "./sub-command.ts";
import { fromSlack, takeMentions } from "./text.ts";

/** Who does what. */
export const PEOPLE: readonly SubCommand[] = [
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
