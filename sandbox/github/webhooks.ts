import { createHmac, randomUUID } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { Happening } from "./run-moves.ts";
import type { Wire } from "./wire.ts";
import { fullRepository, simpleUser } from "./wire-account.ts";
import { jobBody, runBody, workflowBody } from "./wire-run.ts";
import type { Later, SandboxDelivery, SandboxRun } from "./world.ts";

/**
 * Webhooks out: signed, in order per run, answered within ten seconds or given up. GitHub tries nothing again by
 * itself; whoever missed one asks for it, and gets it with the id it had.
 */
const ANSWER_WITHIN_MS = 10_000;
const LATE_MS = 20_000;
const KEPT = 200;
const HOOK_ID = "492117003";

type WebhooksOptions = {
  readonly secret: string;
  readonly wire: Wire;
  readonly later: Later;
  readonly faults: Faults;
};

export class Webhooks {
  readonly #options: WebhooksOptions;
  /** By run. */
  readonly #queues = new Map<number, SandboxDelivery[]>();
  /** By run: those that the next one overtakes. */
  readonly #held = new Map<number, SandboxDelivery>();
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();
  #deliveries: readonly SandboxDelivery[] = [];
  #url: string | null = null;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  connect(url: string): void {
    this.#url = url;
  }

  /** What is on its way may still arrive. */
  disconnect(): void {
    this.#url = null;
    this.#forget();
  }

  deliveries(): readonly SandboxDelivery[] {
    return this.#deliveries;
  }

  redeliver(id: string): void {
    const delivery = this.#deliveries.find((one) => one.id === id);
    if (delivery === undefined) throw new Error(`no delivery "${id}" in the sandbox's GitHub`);
    this.#queue(delivery);
  }

  send(run: SandboxRun, happening: Happening): void {
    if (this.#url === null) return;
    const { event, action } = happening;
    const body = JSON.stringify(this.#body(run, happening));
    const delivery = { id: randomUUID(), event, action, run: run.id, body, status: null };
    this.#deliveries = [...this.#deliveries, delivery].slice(-KEPT);
    const held = this.#held.get(run.id);
    this.#held.delete(run.id);
    this.#sendThroughFault(delivery, held !== undefined);
    if (held !== undefined) this.#queue(held);
  }

  close(): void {
    this.#stop.abort();
    this.#forget();
  }

  #sendThroughFault(delivery: SandboxDelivery, overtakes: boolean): void {
    const fault = this.#options.faults.takeOfWebhooks("github", `${delivery.event}.${delivery.action}`);
    switch (fault?.kind) {
      case "webhooks-lost":
        break;
      case "webhooks-doubled":
        this.#queue(delivery);
        this.#queue(delivery);
        break;
      case "webhooks-reordered":
        if (overtakes) this.#queue(delivery);
        else this.#held.set(delivery.run, delivery);
        break;
      case "webhooks-late":
        this.#later(fault.slowMs ?? LATE_MS, () => this.#queue(delivery));
        break;
      case undefined:
        this.#queue(delivery);
    }
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

  #body(run: SandboxRun, happening: Happening): Record<string, unknown> {
    const { wire } = this.#options;
    const { repositories } = wire;
    const repository = repositories.known(run.repository);
    const workflow = repositories.workflow(run.repository, run.workflow);
    const common = {
      action: happening.action,
      repository: fullRepository(wire, repository),
      sender: simpleUser(wire, repositories.login(run.actor)),
    };
    if (happening.event === "workflow_job")
      return { ...common, workflow_job: jobBody(wire, repository, run, happening.job) };
    return {
      ...common,
      workflow: workflow === null ? null : workflowBody(wire, repository, workflow),
      workflow_run: runBody(wire, repository, run),
    };
  }

  #queue(delivery: SandboxDelivery): void {
    const queue = this.#queues.get(delivery.run);
    if (queue !== undefined) {
      queue.push(delivery);
      return;
    }
    this.#queues.set(delivery.run, [delivery]);
    void this.#deliverNext(delivery.run);
  }

  async #deliverNext(run: number): Promise<void> {
    const queue = this.#queues.get(run);
    for (let next = queue?.[0]; queue !== undefined && next !== undefined; next = queue[0]) {
      const status = await this.#post(next);
      const { id } = next;
      this.#deliveries = this.#deliveries.map((one) => (one.id === id ? { ...one, status } : one));
      queue.shift();
    }
    if (this.#queues.get(run) === queue) this.#queues.delete(run);
  }

  /** The status, 0 when nobody answered in time. */
  async #post({ id, event, body }: SandboxDelivery): Promise<number> {
    const signature = createHmac("sha256", this.#options.secret).update(body).digest("hex");
    try {
      const reply = await fetch(this.#url ?? "", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "GitHub-Hookshot/5a4b1c2",
          "x-github-event": event,
          "x-github-delivery": id,
          "x-github-hook-id": HOOK_ID,
          "x-github-hook-installation-target-type": "repository",
          "x-hub-signature-256": `sha256=${signature}`,
        },
        body,
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await reply.arrayBuffer();
      return reply.status;
    } catch {
      return 0;
    }
  }
}
