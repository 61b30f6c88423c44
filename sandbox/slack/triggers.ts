import { Refused } from "./refused.ts";

const LIFE_MS = 3_000;

type Trigger = {
  readonly user: string;
  readonly issuedAt: number;
  readonly view: string | null;
  used: boolean;
};

/** Trigger ids: three seconds, one view. Kept in memory, since none outlives a restart. */
export class Triggers {
  readonly #issued = new Map<string, Trigger>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `view` is the modal the person was in. An id given before keeps its age and its use. */
  issue(user: string, view: string | null = null, wanted?: string): string {
    this.#count += 1;
    const id = wanted ?? `${Math.floor(this.#now())}.${this.#count}.sandbox`;
    if (!this.#issued.has(id)) this.#issued.set(id, { user, issuedAt: this.#now(), view, used: false });
    this.#forget();
    return id;
  }

  /** The trigger, unless it is unknown, too old or used up; then refused as Slack does. */
  look(id: string): { readonly user: string; readonly view: string | null } {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new Refused("invalid_trigger_id");
    if (trigger.used) throw new Refused("exchanged_trigger_id");
    if (this.#now() - trigger.issuedAt > LIFE_MS) throw new Refused("expired_trigger_id");
    return trigger;
  }

  use(id: string): void {
    const trigger = this.#issued.get(id);
    if (trigger !== undefined) trigger.used = true;
  }

  #forget(): void {
    if (this.#issued.size <= 1_000) return;
    const oldest = this.#issued.keys().next().value;
    if (oldest !== undefined) this.#issued.delete(oldest);
  }
}
