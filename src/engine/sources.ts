import type { SlackUserId } from "../domain/ids.ts";
import type { PeopleGroup } from "../domain/profile.ts";
import type { Chat, Outcome } from "./ports.ts";

/** Where the people of the manual's groups come from, and what Slack last said of each. */

export type Source =
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "slack-group"; readonly handle: string };

/** For the daily check: who cannot be found, why, and the way out. */
export type Problem = { readonly who: string; readonly reason: string; readonly cure: string };

export type Sources = {
  /** Asks for each of them; false when one could not be asked. */
  look(sources: readonly Source[]): Promise<boolean>;
  /** Null while nothing is known. Nobody, when Slack refuses it and never told more. */
  users(source: Source): readonly SlackUserId[] | null;
  problems(): readonly Problem[];
};

/** Slack users that a group names by id need no looking up. */
export function sourcesOf({ emails, slackGroup }: PeopleGroup): readonly Source[] {
  const written = emails.map((email): Source => ({ kind: "email", email }));
  return slackGroup === null ? written : [...written, { kind: "slack-group", handle: slackGroup }];
}

export function createSources({
  chat,
}: {
  readonly chat: Pick<Chat, "userByEmail" | "groupMembers">;
}): Sources {
  const known = new Map<string, readonly SlackUserId[]>();
  const refused = new Map<string, Problem>();
  /** One after another: nobody waits for it, and Slack counts such questions. */
  const learn = async (source: Source): Promise<boolean> => {
    const name = nameOf(source);
    const answer = await ask(source, chat);
    if (answer.kind === "retry") return false;
    if (answer.kind === "done") {
      known.set(name, answer.receipt);
      refused.delete(name);
      return true;
    }
    // A revoked token is a refusal too, so who was known stays known.
    refused.set(name, { who: name, reason: answer.reason, cure: answer.cure });
    return true;
  };
  return {
    look: async (sources) => {
      const wanted = new Map(sources.map((source) => [nameOf(source), source]));
      for (const name of refused.keys()) if (!wanted.has(name)) refused.delete(name);
      let answered = true;
      for (const source of wanted.values()) answered = (await learn(source)) && answered;
      return answered;
    },
    users: (source) => {
      const name = nameOf(source);
      return known.get(name) ?? (refused.has(name) ? [] : null);
    },
    problems: () => [...refused.values()],
  };
}

async function ask(
  source: Source,
  chat: Pick<Chat, "userByEmail" | "groupMembers">,
): Promise<Outcome<readonly SlackUserId[]>> {
  if (source.kind === "slack-group") return chat.groupMembers(source.handle);
  const found = await chat.userByEmail(source.email);
  return found.kind === "done" ? { kind: "done", receipt: [found.receipt] } : found;
}

function nameOf(source: Source): string {
  return source.kind === "email" ? source.email.trim().toLowerCase() : `@${source.handle.replace(/^@/u, "")}`;
}
