import { createHmac, randomUUID } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { PageEvent } from "./page-event.ts";
import { userReference, type Wire } from "./wire.ts";
import { incidentSummary } from "./wire-incident.ts";
import type { Later } from "./world.ts";

/**
 * Webhooks v3 out: signed, in order per incident, answered within five seconds or tried again up to four times;
 * three dropped in a row switch the subscription off for a day.
 */
const ANSWER_WITHIN_MS = 5_000;
const RETRY_AFTER_MS = [1_000, 10_000, 60_000, 300_000];
const LATE_MS = 20_000;
const DISABLED_MS = 24 * 3_600_000;

type Delivery = {
  readonly webhookId: string;
  readonly incident: string;
  readonly body: string;
  tries: number;
};

type WebhooksOptions = {
  readonly secret: string;
  readonly wire: Wire;
  readonly now: () => number;
  readonly later: Later;
  readonly faults: Faults;
  /** Delays before each further try; PagerDuty's unless given. */
  readonly retriesMs?: readonly number[];
};

export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #queues = new Map<string, Delivery[]>();
  /** By incident: those that the next one overtakes. */
  readonly #held = new Map<string, Delivery>();
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #subscription = randomUUID();
  #url: string | null = null;
  /** What was under way before the last disconnecting settles nothing any more. */
  #connection = 0;
  #droppedInARow = 0;
  #disabledUntil = 0;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  connect(url: string): void {
    this.#url = url;
    this.#disabledUntil = 0;
    this.#droppedInARow = 0;
  }

  /** What is on its way may still arrive; nothing is tried again. */
  disconnect(): void {
    this.#url = null;
    this.#connection += 1;
    this.#forget();
  }

  state(): { readonly url: string; readonly disabledUntil: number | null } | null {
    const disabled = this.#options.now() < this.#disabledUntil;
    return this.#url === null
      ? null
      : { url: this.#url, disabledUntil: disabled ? this.#disabledUntil : null };
  }

  send(event: PageEvent): void {
    if (this.#url === null || this.#options.now() < this.#disabledUntil) return;
    const incident = event.page.id;
    const delivery = { webhookId: randomUUID(), incident, body: this.#body(event), tries: 0 };
    const held = this.#held.get(incident);
    this.#held.delete(incident);
    const fault = this.#options.faults.takeOfWebhooks("pagerduty", `incident.${event.type}`);
    switch (fault?.kind) {
      case "webhooks-lost":
        break;
      case "webhooks-doubled":
        this.#queue(delivery);
        this.#queue({ ...delivery });
        break;
      case "webhooks-reordered":
        if (held === undefined) this.#held.set(incident, delivery);
        else this.#queue(delivery);
        break;
      case "webhooks-late":
        this.#later(fault.slowMs ?? LATE_MS, () => this.#queue(delivery));
        break;
      case undefined:
        this.#queue(delivery);
    }
    if (held !== undefined) this.#queue(held);
  }

  close(): void {
    this.#stop.abort();
    this.#forget();
  }

  #later(afterMs: number, run: () => void): void {
    const cancel = this.#options.later(afterMs, () => {
      this.#waiting.delete(cancel);
      run();
    });
    this.#waiting.add(cancel);
  }

  #forget(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    this.#queues.clear();
    this.#held.clear();
  }

  #queue(delivery: Delivery): void {
    const queue = this.#queues.get(delivery.incident);
    if (queue !== undefined) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(delivery.incident, [delivery]);
    void this.#deliverNext(delivery.incident);
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
    const connection = this.#connection;
    const verdict = await this.#post(delivery);
    if (this.#stop.signal.aborted || connection !== this.#connection) return;
    const retryAfterMs = (this.#options.retriesMs ?? RETRY_AFTER_MS)[delivery.tries - 1];
    if (verdict === "retry" && retryAfterMs !== undefined) {
      this.#later(retryAfterMs, () => void this.#deliverNext(incident));
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
