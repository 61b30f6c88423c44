import type { Json } from "../json.ts";
import type { Seed } from "../seed.ts";
import type { Workspace } from "../workspace.ts";
import type { Reply } from "../world.ts";
import type { Delivered, Delivery, Outbound } from "./outbound.ts";

/** Slack tries again at once, after a minute and after five. */
export const SLACK_RETRIES_MS: readonly number[] = [0, 60_000, 300_000];

type EventsOptions = {
  readonly workspace: Workspace;
  readonly outbound: Outbound;
  readonly seed: Pick<Seed, "team" | "bot">;
  readonly verificationToken: string;
  readonly subscribed: readonly string[];
  readonly retriesMs: readonly number[];
  readonly now: () => number;
};

/** Sends events to the bot, again when they are not answered in time. */
export class Events {
  readonly #options: EventsOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  /** Sends if the app is subscribed to it and the bot is there; does not wait for the answer. */
  emit(subscription: string, event: Json): void {
    if (!this.#options.subscribed.includes(subscription) || !this.#options.outbound.connected || this.#closed)
      return;
    const sent = this.send(event).finally(() => this.#pending.delete(sent));
    this.#pending.add(sent);
  }

  /** Sends once and answers what came of it; later tries go on by themselves. A given `retryNum` is sent as that try alone. */
  async send(
    event: Json,
    options: { readonly eventId?: string; readonly retryNum?: number } = {},
  ): Promise<Reply> {
    const payload = this.#envelope(event, options.eventId ?? this.#options.workspace.nextId("Ev"));
    if (options.retryNum !== undefined)
      return this.#options.outbound.deliver({
        kind: "events_api",
        payload,
        retry: { num: options.retryNum, reason: "http_timeout" },
      });
    const first = await this.#options.outbound.deliver({ kind: "events_api", payload });
    this.#again({ kind: "events_api", payload }, first, 1);
    return { status: first.status, body: first.body, tookMs: first.tookMs };
  }

  #again(delivery: Delivery, last: Delivered, num: number): void {
    const delayMs = this.#options.retriesMs[num - 1];
    const reason = last.failure;
    if (
      reason === null ||
      reason === "not_connected" ||
      last.noRetry ||
      delayMs === undefined ||
      this.#closed
    )
      return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const sent = this.#options.outbound
        .deliver({ ...delivery, retry: { num, reason } })
        .then((next) => this.#again(delivery, next, num + 1))
        .finally(() => this.#pending.delete(sent));
      this.#pending.add(sent);
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  #envelope(event: Json, eventId: string): Json {
    const { team, bot } = this.#options.seed;
    return {
      token: this.#options.verificationToken,
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: bot.appId,
      event,
      type: "event_callback",
      event_id: eventId,
      event_time: Math.floor(this.#options.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: team.id,
          user_id: bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${eventId}`,
    };
  }

  /** Waits until nothing is on its way; retries that are not due yet are not waited for. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled([...this.#pending]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.settled();
  }
}
