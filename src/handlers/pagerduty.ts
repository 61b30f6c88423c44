import { z } from "zod";
import type { DeliveryKey, EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { PageNews, PagerDutyPerson } from "../domain/incident/command.ts";
import { type Clock, type Dispatcher, NotSaved } from "../engine/ports.ts";

/** PagerDuty's webhooks (v3): the first source of what becomes of a page. What they leave out or lose, the follower reads. */
export type PagerDutyWebhook = (raw: Buffer, headers: Headers) => Promise<WebhookAnswer>;

type WebhookAnswer = { readonly status: number; readonly body: string };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export type WebhookOptions = {
  /** Null when PAGERDUTY_WEBHOOK_SECRET is not set. */
  readonly secret: string | null;
  readonly verify: (raw: Buffer, header: string | undefined, secret: string) => boolean;
  readonly pages: {
    pageOf(names: { readonly pagerDutyId: string | null; readonly key: string | null }): Promise<{
      readonly incident: IncidentId;
      readonly page: EffectId;
      /** It is told of the page's second way. */
      readonly second: boolean;
    } | null>;
  };
  readonly agents: {
    whoIs(
      agent: { readonly id: string; readonly name: string; readonly did: "acknowledged" | "resolved" },
      pagerDutyId: string,
    ): Promise<PagerDutyPerson>;
  };
  readonly dispatcher: Dispatcher;
  readonly follower: { soon(pagerDutyId: string): void };
  readonly clock: Clock;
  readonly log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
};

const ONE_MEBIBYTE = 1024 * 1024;
/** As long as the keys of what was acted on are kept: an older one could be acted on twice. */
const OLDEST_MS = 3 * 24 * 3_600_000;

const text = z.string().min(1);
const Agent = z.object({ id: text, type: text, summary: z.string().nullish() });
const PagerDutyEvent = z.object({
  event: z.object({
    id: text,
    event_type: text,
    occurred_at: z.iso.datetime({ offset: true }).transform((written) => Date.parse(written)),
    agent: Agent.nullish(),
    data: z.object({ id: text.nullish(), incident_key: text.nullish() }),
  }),
});
type PagerDutyEvent = z.infer<typeof PagerDutyEvent>["event"];

const DONE: WebhookAnswer = { status: 200, body: "" };

export function createPagerDutyWebhook(options: WebhookOptions): PagerDutyWebhook {
  return async (raw, headers) => {
    const { secret, log } = options;
    if (secret === null)
      return answer(404, "PagerDuty's webhooks are not taken here: PAGERDUTY_WEBHOOK_SECRET is not set.");
    if (raw.length > ONE_MEBIBYTE) return answer(413, "The body is larger than this server takes.");
    const signature = headers["x-pagerduty-signature"];
    if (!options.verify(raw, typeof signature === "string" ? signature : undefined, secret)) {
      log.warn({}, "a request to /webhooks/pagerduty was refused: its signature does not match");
      return answer(401, "The signature does not match PAGERDUTY_WEBHOOK_SECRET.");
    }
    const event = parse(raw);
    if (event === null) return answer(400, "The body is not an event of PagerDuty's webhooks, version 3.");
    try {
      return await take(event, options);
    } catch (err) {
      log.error({ err, event: event.id }, "an event of PagerDuty's could not be looked up");
      return SEND_AGAIN;
    }
  };
}

const SEND_AGAIN = answer(500, "This could not be saved; please deliver it again.");

async function take(event: PagerDutyEvent, options: WebhookOptions): Promise<WebhookAnswer> {
  const { data } = event;
  const known = isKnown(event.event_type);
  if (!known || Math.abs(options.clock.now() - event.occurred_at) > OLDEST_MS) return DONE;
  const names = { pagerDutyId: data.id ?? null, key: data.incident_key ?? null };
  const found = await options.pages.pageOf(names);
  if (found === null) return DONE;
  const { incident, page, second } = found;
  const told = await newsOf(event, options);
  const news = told !== null && second ? ofSecondWay(told) : told;
  const answered = news === null ? DONE : await record({ event, incident, page, news }, options);
  // Whom PagerDuty asks now is told by its log alone.
  if (names.pagerDutyId !== null && asksOthers(event.event_type)) options.follower.soon(names.pagerDutyId);
  return answered;
}

type Recorded = {
  readonly event: PagerDutyEvent;
  readonly incident: IncidentId;
  readonly page: EffectId;
  readonly news: PageNews;
};

/** Answered only after the commit: what PagerDuty is told to have been taken, it never sends again. */
async function record(
  { event, incident, page, news }: Recorded,
  { dispatcher, log }: WebhookOptions,
): Promise<WebhookAnswer> {
  try {
    await dispatcher.dispatch({
      command: { type: "record-page-news", page, news },
      by: { kind: "tocsin" },
      incident: { kind: "id", id: incident },
      key: `pagerduty:${event.id}` as DeliveryKey, // made of PagerDuty's own id of the event
    });
    return DONE;
  } catch (err) {
    log.error({ err, event: event.id }, "an event of PagerDuty's was not dealt with");
    // What a rule cannot take now it cannot take later, and three refusals in a row switch the webhook off for a day.
    return err instanceof NotSaved ? SEND_AGAIN : DONE;
  }
}

/** Null when the event itself says nothing that the log would not say better. */
async function newsOf(event: PagerDutyEvent, { agents }: WebhookOptions): Promise<PageNews | null> {
  const at: Instant = event.occurred_at;
  const nothing: PageNews = {
    at,
    notified: [],
    acknowledged: null,
    unacknowledgedAt: null,
    resolved: null,
    level: null,
  };
  switch (event.event_type) {
    case "incident.acknowledged": {
      const by = await personOf(event, "acknowledged", agents);
      return { ...nothing, acknowledged: { by: by ?? { name: "somebody", user: null }, at } };
    }
    case "incident.unacknowledged":
      return { ...nothing, unacknowledgedAt: at };
    case "incident.resolved":
      return { ...nothing, resolved: { by: await personOf(event, "resolved", agents), at } };
    default: // PagerDuty's own words, of which there are more than we know.
      return null;
  }
}

/** Whoever ends it has the page, which itself stands there as another incident and is still to be answered. */
function ofSecondWay({ resolved, ...news }: PageNews): PageNews {
  const by = resolved?.by ?? null;
  const acknowledged = resolved === null || by === null ? news.acknowledged : { by, at: resolved.at };
  return { ...news, acknowledged, unacknowledgedAt: null, resolved: null };
}

/** Null when it was done by a service or a rule. */
async function personOf(
  { agent, data }: PagerDutyEvent,
  did: "acknowledged" | "resolved",
  agents: WebhookOptions["agents"],
): Promise<PagerDutyPerson | null> {
  if (agent == null || !agent.type.startsWith("user")) return null;
  const name = agent.summary || agent.id;
  return data.id == null ? { name, user: null } : agents.whoIs({ id: agent.id, name, did }, data.id);
}

/** What changes who is asked. */
const ASK_OTHERS = ["triggered", "unacknowledged", "escalated", "reassigned", "delegated", "reopened"];

function asksOthers(type: string): boolean {
  return ASK_OTHERS.some((word) => type === `incident.${word}`);
}

function isKnown(type: string): boolean {
  return asksOthers(type) || type === "incident.acknowledged" || type === "incident.resolved";
}

function parse(raw: Buffer): PagerDutyEvent | null {
  try {
    return PagerDutyEvent.parse(JSON.parse(raw.toString("utf8"))).event;
  } catch {
    return null;
  }
}

function answer(status: number, sentence: string): WebhookAnswer {
  return { status, body: `${sentence}\n` };
}
