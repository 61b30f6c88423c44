import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { EffectId, IncidentId, SlackUserId } from "../../src/domain/ids.ts";
import { type Ask, NotSaved } from "../../src/engine/ports.ts";
import { createPagerDutyWebhook, type WebhookOptions } from "../../src/handlers/pagerduty.ts";
import { verifyWebhook } from "../../src/integrations/pagerduty/webhook.ts";

const NOW = Date.UTC(2026, 10, 16, 9);
const DAY = 24 * 3_600_000;
const SECRET = "s3cret";
const AMARA = "UAMARA" as SlackUserId;
const PAGE = "i7/2/page" as EffectId;

/** As PagerDuty writes them; only what differs is given. */
function payload(type: string, changes: object = {}): string {
  const event = {
    id: "01EVENT",
    event_type: type,
    resource_type: "incident",
    occurred_at: "2026-11-16T08:59:58.250Z",
    agent: { id: "PAMARA", type: "user_reference", summary: "Amara Diallo", html_url: "https://x" },
    client: null,
    data: { id: "Q7", type: "incident", status: "acknowledged", incident_key: PAGE, assignees: [] },
    ...changes,
  };
  return JSON.stringify({ event });
}
const OCCURRED = Date.parse("2026-11-16T08:59:58.250Z");

function receiving(changes: Partial<WebhookOptions> = {}) {
  const dispatched: Ask[] = [];
  const soon: string[] = [];
  const asked: object[] = [];
  const errors: string[] = [];
  const webhook = createPagerDutyWebhook({
    secret: SECRET,
    verify: verifyWebhook,
    pages: {
      pageOf: async ({ key, pagerDutyId }) =>
        key === PAGE || pagerDutyId === "Q7"
          ? { incident: "i7" as IncidentId, page: PAGE, second: false }
          : null,
    },
    agents: {
      whoIs: async (agent, pagerDutyId) => {
        asked.push({ ...agent, pagerDutyId });
        return { name: agent.name, user: AMARA };
      },
    },
    dispatcher: {
      dispatch: async (ask) => {
        dispatched.push(ask);
        return { kind: "quiet", incident: null };
      },
    },
    follower: { soon: (id) => soon.push(id) },
    clock: { now: () => NOW },
    log: { warn: () => undefined, error: (_, message) => errors.push(message) },
    ...changes,
  });
  const send = (body: string, header = signed(body)) =>
    webhook(Buffer.from(body), { "x-pagerduty-signature": header });
  const news = () =>
    dispatched.map(({ command }) => (command.type === "record-page-news" ? command.news : null));
  return { webhook, send, dispatched, soon, asked, errors, news };
}

function signed(body: string, secret = SECRET): string {
  return `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

const NOTHING = {
  at: OCCURRED,
  notified: [],
  acknowledged: null,
  unacknowledgedAt: null,
  resolved: null,
  level: null,
};

describe("a request that is not PagerDuty's", () => {
  const body = payload("incident.acknowledged");

  it.each<[string, string, string]>([
    ["signed with another secret", body, signed(body, "other")],
    ["signed for another body", `${body} `, signed(body)],
    ["signed by nobody", body, ""],
  ])("%s is refused with one sentence, and nothing is done", async (_name, sent, header) => {
    const { send, dispatched, asked } = receiving();
    expect(await send(sent, header)).toEqual({
      status: 401,
      body: "The signature does not match PAGERDUTY_WEBHOOK_SECRET.\n",
    });
    expect([dispatched, asked]).toEqual([[], []]);
  });

  it("without a signature header is refused", async () => {
    expect((await receiving().webhook(Buffer.from(body), {})).status).toBe(401);
  });

  it("has nothing to find where no secret is set", async () => {
    const { send, dispatched } = receiving({ secret: null });
    expect(await send(body)).toEqual({
      status: 404,
      body: "PagerDuty's webhooks are not taken here: PAGERDUTY_WEBHOOK_SECRET is not set.\n",
    });
    expect(dispatched).toEqual([]);
  });

  it("over a mebibyte is refused before it is read", async () => {
    const { send } = receiving();
    expect((await send(`"${"x".repeat(1024 * 1024)}"`)).status).toBe(413);
  });

  it.each([
    ["no JSON", "{"],
    ["no event", "{}"],
    ["an event without its id", payload("incident.acknowledged", { id: undefined })],
    ["an event of no time", payload("incident.acknowledged", { occurred_at: "yesterday" })],
  ])("that is signed but %s is refused with a sentence", async (_name, sent) => {
    const { send, dispatched } = receiving();
    expect(await send(sent)).toEqual({
      status: 400,
      body: "The body is not an event of PagerDuty's webhooks, version 3.\n",
    });
    expect(dispatched).toEqual([]);
  });
});

describe("an event about a page of ours", () => {
  it("that was acknowledged is recorded as by whom and when PagerDuty says", async () => {
    const { send, dispatched, asked, soon } = receiving();
    expect(await send(payload("incident.acknowledged"))).toEqual({ status: 200, body: "" });
    const acknowledged = { by: { name: "Amara Diallo", user: AMARA }, at: OCCURRED };
    expect(dispatched).toEqual([
      {
        command: { type: "record-page-news", page: PAGE, news: { ...NOTHING, acknowledged } },
        by: { kind: "tocsin" },
        incident: { kind: "id", id: "i7" },
        key: "pagerduty:01EVENT",
      },
    ]);
    expect(asked).toEqual([{ id: "PAMARA", name: "Amara Diallo", did: "acknowledged", pagerDutyId: "Q7" }]);
    expect(soon).toEqual([]);
  });

  it("that was resolved is recorded, by nobody when a service did it", async () => {
    const { send, news } = receiving();
    await send(payload("incident.resolved"));
    const agent = { id: "PSVC", type: "service_reference", summary: "Checkout" };
    await send(payload("incident.resolved", { agent }));
    await send(payload("incident.resolved", { agent: null }));
    expect(news().map((one) => one?.resolved)).toEqual([
      { by: { name: "Amara Diallo", user: AMARA }, at: OCCURRED },
      { by: null, at: OCCURRED },
      { by: null, at: OCCURRED },
    ]);
  });

  it("that stands there twice is answered by whoever ends its second way, and not ended by it", async () => {
    const found = { incident: "i7" as IncidentId, page: PAGE, second: true };
    const { send, news } = receiving({ pages: { pageOf: async () => found } });
    await send(payload("incident.resolved"));
    await send(payload("incident.resolved", { agent: null }));
    await send(payload("incident.unacknowledged", { agent: null }));
    const acknowledged = { by: { name: "Amara Diallo", user: AMARA }, at: OCCURRED };
    expect(news()).toEqual([{ ...NOTHING, acknowledged }, NOTHING, NOTHING]);
  });

  it("that lost its acknowledgement is recorded, and its log is read at once", async () => {
    const { send, news, soon } = receiving();
    await send(payload("incident.unacknowledged", { agent: null }));
    expect(news()).toEqual([{ ...NOTHING, unacknowledgedAt: OCCURRED }]);
    expect(soon).toEqual(["Q7"]);
  });

  it.each(["escalated", "reassigned", "delegated", "reopened", "triggered"])(
    "that was %s has its log read at once, since the event does not tell the level",
    async (word) => {
      const { send, dispatched, soon } = receiving();
      expect((await send(payload(`incident.${word}`))).status).toBe(200);
      expect([dispatched, soon]).toEqual([[], ["Q7"]]);
    },
  );

  it("is found by PagerDuty's id where the key is not told", async () => {
    const { send, dispatched } = receiving();
    await send(payload("incident.acknowledged", { data: { id: "Q7", incident_key: null } }));
    expect(dispatched).toHaveLength(1);
  });

  it("is to be delivered again when it could not be saved", async () => {
    const { send } = receiving({
      dispatcher: { dispatch: () => Promise.reject(new NotSaved(false)) },
    });
    expect(await send(payload("incident.acknowledged"))).toEqual({
      status: 500,
      body: "This could not be saved; please deliver it again.\n",
    });
  });

  it("is to be delivered again when it could not be looked up", async () => {
    const { send, errors } = receiving({ pages: { pageOf: () => Promise.reject(new Error("away")) } });
    expect((await send(payload("incident.acknowledged"))).status).toBe(500);
    expect(errors).toEqual(["an event of PagerDuty's could not be looked up"]);
  });

  it("that a rule cannot take is not asked for again, or PagerDuty would switch the webhook off", async () => {
    const { send, errors } = receiving({ dispatcher: { dispatch: () => Promise.reject(new Error("bug")) } });
    expect((await send(payload("incident.acknowledged"))).status).toBe(200);
    expect(errors).toEqual(["an event of PagerDuty's was not dealt with"]);
  });
});

describe("an event that changes nothing here", () => {
  it.each([
    ["a ping", payload("pagey.ping", { agent: null, data: { message: "Hello", type: "ping" } })],
    ["of a kind we do not follow", payload("incident.priority_updated")],
    [
      "of somebody else's incident",
      payload("incident.acknowledged", { data: { id: "Q8", incident_key: "x" } }),
    ],
    [
      "older than the memory of what was acted on",
      payload("incident.acknowledged", { occurred_at: new Date(NOW - 3 * DAY - 1).toISOString() }),
    ],
    [
      "from a day that is not there yet",
      payload("incident.acknowledged", { occurred_at: new Date(NOW + 4 * DAY).toISOString() }),
    ],
  ])("%s is taken and dropped", async (_name, body) => {
    const { send, dispatched, soon, asked } = receiving();
    expect(await send(body)).toEqual({ status: 200, body: "" });
    expect([dispatched, soon, asked]).toEqual([[], [], []]);
  });
});
