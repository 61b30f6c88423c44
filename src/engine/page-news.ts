import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { PageNews, PagerDutyPerson } from "../domain/incident/command.ts";
import type { Clock, PageLog, Pager, PagerPerson } from "./ports.ts";

/** What PagerDuty tells, in our words: with people as Slack knows them. */

export interface Who {
  /** Null when Slack has nobody with this e-mail address, or cannot be asked now. */
  userByEmail(email: string): Promise<SlackUserId | null>;
}

export async function newsOf(log: PageLog, at: Instant, people: Who): Promise<PageNews> {
  const { notified, acknowledged, unacknowledgedAt, resolved, level } = log;
  return {
    at,
    notified,
    acknowledged: acknowledged && { by: await personOf(acknowledged.by, people), at: acknowledged.at },
    unacknowledgedAt,
    resolved: resolved && { by: resolved.by && (await personOf(resolved.by, people)), at: resolved.at },
    level,
  };
}

async function personOf({ name, email }: PagerPerson, people: Who): Promise<PagerDutyPerson> {
  return { name, user: email === null ? null : await people.userByEmail(email) };
}

/** Somebody as a webhook names them, without an e-mail address, and what they did. */
type Agent = {
  readonly id: string;
  readonly name: string;
  readonly did: "acknowledged" | "resolved";
};

export type Agents = {
  /** Who it was that answered this page. Nobody is taken for somebody else by name alone. */
  whoIs(agent: Agent, pagerDutyId: string): Promise<PagerDutyPerson>;
};

export type AgentsOptions = {
  readonly pager: Pick<Pager, "follow">;
  readonly people: Who;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
};

/** PagerDuty waits five seconds for the answer to a webhook, and the commit may need two of them. */
const WITHIN_MS = 1_500;
const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 1_000;

/**
 * A webhook says who acted by name and PagerDuty's id; the page's own log says it with an e-mail address, by which
 * Slack knows people. So the log is read once for each of them, for a moment only: then the name has to do.
 */
export function createAgents({ pager, people, clock }: AgentsOptions): Agents {
  const emails = new Map<string, { readonly email: string; readonly until: Instant }>();
  const emailOf = async (agent: Agent, pagerDutyId: string): Promise<string | null> => {
    const known = emails.get(agent.id);
    if (known !== undefined && clock.now() < known.until) return known.email;
    const log = await pager.follow(pagerDutyId);
    if (log.kind !== "done") return known?.email ?? null;
    const by = log.receipt[agent.did]?.by ?? null;
    // The last one who did so may be another by now.
    if (by === null || by.email === null || by.name !== agent.name) return null;
    const { email } = by;
    emails.delete(agent.id);
    emails.set(agent.id, { email, until: clock.now() + REMEMBERED_MS });
    const oldest = emails.keys().next();
    if (emails.size > MOST_REMEMBERED && oldest.done !== true) emails.delete(oldest.value);
    return email;
  };
  const userOf = async (agent: Agent, pagerDutyId: string): Promise<SlackUserId | null> => {
    const email = await emailOf(agent, pagerDutyId);
    return email === null ? null : people.userByEmail(email);
  };
  return {
    whoIs: async (agent, pagerDutyId) => ({
      name: agent.name,
      user: await Promise.race([
        userOf(agent, pagerDutyId).catch(() => null),
        clock.sleep(WITHIN_MS).then(() => null),
      ]),
    }),
  };
}
