import type { Effect } from "../domain/effect.ts";
import type { EffectId, SlackUserId } from "../domain/ids.ts";
import { usersOf } from "./called.ts";
import type { Problem } from "./invite.ts";
import type { Outside, Performed, Performing } from "./performing.ts";

/** Direct messages to whom a page was to wake, and one mention in the channel, for when PagerDuty cannot be relied on. */
export async function summon(
  effect: Extract<Effect, { kind: "summon" }>,
  doing: Performing,
  outside: Outside,
): Promise<Performed> {
  const { incident, profile, attempt } = doing;
  const page = incident.pages.find((one) => one.effect === effect.page);
  const run = incident.escalations.find(({ key }) => key === page?.escalation);
  if (page === undefined || run?.state !== "running")
    return { kind: "moot", why: "nobody needs to be called by this page any more" };
  const { views, chat } = outside;
  const found = await usersOf(effect.target, doing, outside);
  const reached: SlackUserId[] = [];
  const problems: Problem[] = [...found.problems];
  for (const user of found.users) {
    const message = views.summonMessage(incident, profile, page, user);
    const told = await chat.post({ channel: user, message, attempt: part(attempt, user) });
    if (told.kind === "done") reached.push(user);
    else problems.push(told);
  }
  const retry = problems.find(({ kind }) => kind === "retry");
  // Whoever could not be told yet is tried again; those who were are found by their message's id.
  if (retry !== undefined) return retry;
  const [problem] = problems;
  if (reached.length === 0 && problem !== undefined) return problem;
  if (reached.length > 0 && incident.channel !== null) {
    const message = views.summonMention(reached, incident, profile, page);
    const said = await chat.post({
      channel: incident.channel.id,
      message,
      attempt: part(attempt, "mention"),
    });
    if (said.kind === "retry") return said;
  }
  return { kind: "done", receipt: { type: "summon", users: reached } };
}

/** Every message of it has an id of its own. */
function part(attempt: Performing["attempt"], word: string): Performing["attempt"] {
  return { ...attempt, effect: `${attempt.effect}/${word}` as EffectId }; // under the effect's own id
}
