import type { Profile } from "../domain/profile.ts";
import { listed, say } from "../views/text.ts";
import { type Flags, parseFlags, type Wrong } from "./flags.ts";
import { type SubCommand, type Typed, type Understood, wrong } from "./sub-command.ts";
import { fromSlack } from "./text.ts";

/** `/incident declare`: the words are the title, flags may stand anywhere among them. */
export const DECLARE: SubCommand = {
  name: "declare",
  usage: "/incident declare [title] [--severity S] [--component C] [--private] [--drill]",
  summary: "Declares at once; without a title it opens the form.",
  parse,
};

function parse({ text, channel, profile }: Typed): Understood {
  const { words, values, set, wrong: fault } = parseFlags(fromSlack(text), flagsOf(profile));
  if (fault !== null) return wrong(sentence(fault));
  if (words === "" && values.size === 0 && set.size === 0) return { kind: "declare-form" };
  return {
    kind: "declare",
    command: {
      type: "declare",
      title: words.replace(/\s+/g, " "),
      description: null,
      severity: values.get("severity") ?? null,
      component: values.get("component") ?? null,
      private: set.has("private"),
      drill: set.has("drill"),
      declaredIn: channel,
      from: null,
      page: null,
    },
  };
}

function flagsOf(profile: Profile): Flags {
  return {
    severity: { takes: "value", known: profile.severities.flatMap(({ label, name }) => [label, name]) },
    component: {
      takes: "value",
      known: profile.services.flatMap(({ key, name, components }) => [key, name, ...components]),
    },
    private: { takes: "nothing" },
    drill: { takes: "nothing" },
  };
}

function sentence(fault: Wrong): string {
  switch (fault.kind) {
    case "unknown": {
      const near = fault.nearest.map((flag) => `\`${flag}\``);
      const meant = near.length === 0 ? "" : ` Did you mean ${listed(near, "or")}?`;
      return `\`${code(fault.typed)}\` is no option of this command, so nothing was declared.${meant}`;
    }
    case "no-value": {
      const known = fault.known.slice(0, 8).map((value) => `\`${code(value)}\``);
      return `\`${fault.flag}\` needs a value behind it, ${listed(known, "or")}; nothing was declared.`;
    }
  }
}

function code(text: string): string {
  return say(text.replaceAll("`", "'"), 80);
}
