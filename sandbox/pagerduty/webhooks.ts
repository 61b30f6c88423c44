import { createHmac, randomUUID } from "node:crypto";
import type { PageEvent } from "./pages.ts";
import { incidentSummary, userReference, type Wire } from "./wire.ts";
import type { Later } from "./world.ts";

/**
 * Webhooks v3 out: signed, in order per incident, answered within five seconds or tried again up to four times;
 * three dropped in a row switch the subscription off for a day.
 */
const ANSWER_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = [1_000, 10_000, 60_000, 300_000];
const DISABLED_MS = 24 * 3_600_000;

type Delivery = {
  readonly webhookId: string;
  readonly incident: string;
  readonly body: string;
  tries: number;
};

export class Webhooks {
  readonly #options: {
    readonly secret: string;
    readonly wire: Wire;
    readonly now: () => number;
    readonly later: Later;
  };
  readonly #queues = new Map<string, Delivery[]>();
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #subscription = randomUUID();
  #url: string | null = null;
  #droppedInARow = 0;
  #disabledUntil = 0;

  constructor(options: {
    readonly secret: string;
    readonly wire: Wire;
    readonly now: () => number;
    readonly later: Later;
  }) {
    this.#options = options;
  }

  connect(url: string): void {
    this.#url = url;
    this.#disabledUntil = 0;
  }

  state(): { readonly url: string; readonly disabledUntil: number | null } | null {
    const disabled = this.#options.now() < this.#disabledUntil;
    return this.#url === null
      ? null
      : { url: this.#url, disabledUntil: disabled ? this.#disabledUntil : null };
  }

  send(event: PageEvent): void {
    if (this.#url === null || this.#options.now() < this.#disabledUntil) return;
    const delivery = { webhookId: randomUUID(), incident: event.page.id, body: this.#body(event), tries: 0 };
    const queue = this.#queues.get(event.page.id);
    if (queue !== undefined) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(event.page.id, [delivery]);
    void this.#deliverNext(event.page.id);
  }

  close(): void {
    this.#stop.abort();
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    this.#queues.clear();
  }

  #body({ type, page, by }: PageEvent): string {
    const { wire, now } = this.#options;
    const assignees = page.assigned.map((person) => userReference(wire, person));
    const event = {
      id: randomUUID(),
      event_type: `incident.${type}`,
      resource_type: "incident",
      occurred_at: new Date(now()).toISOString(),
      agent: by === null ? null : userReference(wire, by),
      client: null,
      data: { ...incidentSummary(wire, page), assignees, conference_bridge: null, resolve_reason: null },
    };
    return JSON.stringify({ event });
  }

  async #deliverNext(incident: string): Promise<void> {
    const delivery = this.#queues.get(incident)?.[0];
    if (delivery === undefined) {
      this.#queues.delete(incident);
      return;
    }
    delivery.tries += 1;
    const verdict = await this.#post(delivery);
    if (this.#stop.signal.aborted) return;
    const retryAfterMs = RETRY_AFTER_MS[delivery.tries - 1];
    if (verdict === "retry" && retryAfterMs !== undefined) {
      const cancel = this.#options.later(retryAfterMs, () => {
        this.#waiting.delete(cancel);
        void this.#deliverNext(incident);
      });
      this.#waiting.add(cancel);
      return;
    }
    this.#settled(verdict === "delivered");
    this.#queues.get(incident)?.shift();
    await this.#deliverNext(incident);
  }

  #settled(delivered: boolean): void {
    this.#droppedInARow = delivered ? 0 : this.#droppedInARow + 1;
    if (this.#droppedInARow < 3) return;
    this.#disabledUntil = this.#options.now() + DISABLED_MS;
    this.#droppedInARow = 0;
    for (const queue of this.#queues.values()) queue.splice(1);
  }

  async #post(delivery: Delivery): Promise<"delivered" | "retry" | "dropped"> {
    const signature = createHmac("sha256", this.#options.secret).update(delivery.body).digest("hex");
    try {
      const reply = await fetch(this.#url ?? "", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "PagerDuty-Webhook/V3.0",
          "x-pagerduty-signature": `v1=${signature}`,
          "x-webhook-id": delivery.webhookId,
          "x-webhook-subscription": this.#subscription,
        },
        body: delivery.body,
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await reply.arrayBuffer();
      if (reply.ok) return "delivered";
      return reply.status === 429 || reply.status >= 500 ? "retry" : "dropped";
    } catch {
      return "retry";
    }
  }
}
