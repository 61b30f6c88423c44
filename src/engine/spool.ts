import { randomUUID } from "node:crypto";
import type { DeliveryKey, IncidentId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Outside } from "./performing.ts";
import { type Ask, type Clock, type Dispatcher, NotSaved, type Result } from "./ports.ts";
import { type Draft, draftOf, incidentIdOf, type KeptAsk, type Spooled } from "./spool-draft.ts";
import { type Sending, sendPages } from "./spool-pages.ts";
import { type Storing, settleSpooled, storeSpooled } from "./spool-store.ts";

/**
 * The database is away, and still a declare wakes people: it is written to the disk, its page is sent under the very
 * id it will have later, and it is stored when the database is back. Every step may be repeated: the incident is found
 * by the request's key, the page by its own.
 */

export interface SpoolFiles {
  /** On the disk for good when it resolves. */
  write(spooled: Spooled): Promise<void>;
  /** Those that can be read; the others are set aside, and said. */
  read(): Promise<readonly Spooled[]>;
  /** Gone already is gone. */
  remove(id: IncidentId): Promise<void>;
  setAside(id: IncidentId): Promise<void>;
}

export type SpoolOptions = Omit<Storing, "pager" | "clock"> & {
  readonly files: SpoolFiles;
  readonly outside: Outside;
  readonly profile: () => Profile;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  /** How long a person waits for PagerDuty's answer, in real milliseconds. */
  readonly pageWithinMs?: number;
};

type Entry = {
  readonly spooled: Spooled;
  /** The incident it will be, or the one it repeats; null when the rules refuse it by now. */
  readonly draft: Incident | null;
  readonly sending: Sending | null;
};

const LOOK_EVERY_MS = 2_000;
const PAGE_WITHIN_MS = 1_200;
/** Slack gives three seconds, the way there and back among them. */
const ANSWER_WITHIN_MS = 2_700;

export class Spool {
  readonly #options: SpoolOptions;
  readonly #entries = new Map<DeliveryKey, Entry>();
  #keeping: Promise<unknown> = Promise.resolve();
  #looking: Promise<void> | null = null;
  #watching = false;
  #stopped = false;

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#entries.size;
  }

  /** The same dispatcher, with declares kept when they cannot be saved. */
  around(dispatcher: Dispatcher): Dispatcher {
    return {
      dispatch: async (ask) => {
        if (ask.command.type !== "declare") return await dispatcher.dispatch(ask);
        const began = performance.now();
        const settled = settledAsk(ask, this.#options.clock);
        // What repeats one that waits goes behind it, or there would be two of it.
        if (this.#repeats(settled)) return await this.#spool(settled, new NotSaved(true), began);
        try {
          return await dispatcher.dispatch(settled);
        } catch (error) {
          if (!(error instanceof NotSaved)) throw error;
          return await this.#spool(settled, error, began);
        }
      },
    };
  }

  /** Takes up what an earlier life left behind; to be called before anything new can be declared. */
  async start(): Promise<void> {
    const left = await this.#options.files.read();
    for (const spooled of oldestFirst(left)) {
      const { draft } = this.#draft(spooled.ask);
      this.#entries.set(spooled.ask.key, { spooled, draft, sending: null });
    }
    await this.look();
    for (const [key, entry] of this.#entries)
      this.#entries.set(key, { ...entry, sending: this.#send(entry, true) });
    void this.#watch();
  }

  /** One try to store everything that waits. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** What is not stored by now stays on the disk for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#looking, ...[...this.#entries.values()].map(({ sending }) => sending?.stop())]);
  }

  async #spool(ask: KeptAsk, cause: NotSaved, began: number): Promise<Result> {
    // One after another, so that two that say the same see each other.
    const kept = this.#keeping.then(() => this.#keep(ask, cause));
    this.#keeping = kept.catch(() => undefined);
    const came = await kept;
    if (!("spooled" in came)) return came;
    const first = this.#first(came);
    const leftMs = ANSWER_WITHIN_MS - (performance.now() - began);
    const waitMs = Math.max(0, Math.min(this.#options.pageWithinMs ?? PAGE_WITHIN_MS, leftMs));
    await atMost(waitMs, first.sending?.firstTried ?? Promise.resolve());
    const { draft } = first;
    if (draft === null) throw cause;
    const again = first !== came;
    return { kind: "spooled", incident: null, draft, pages: first.sending?.pages() ?? [], again };
  }

  /** On the disk before anything is claimed or sent. A declare that the rules refuse is refused without a database. */
  async #keep(ask: KeptAsk, cause: NotSaved): Promise<Entry | Result> {
    const { files, log } = this.#options;
    const known = this.#entries.get(ask.key);
    if (known !== undefined) return known;
    const { result, draft, pages } = this.#draft(ask);
    if (draft === null) return result;
    const spooled = { ask, pages: pages.map(({ id }) => id) };
    try {
      await files.write(spooled);
    } catch (err) {
      log.error({ err }, "a declare could neither be saved nor kept on the disk");
      // Told as not saved, it must not come back with the next start and wake people.
      await files.remove(ask.kept.id).catch(() => undefined);
      throw cause;
    }
    log.warn({ incident: ask.kept.id, pages: spooled.pages }, "the database is away: a declare is kept");
    const entry = { spooled, draft };
    const sent = { ...entry, sending: this.#send(entry, false) };
    this.#entries.set(ask.key, sent);
    void this.#watch();
    return sent;
  }

  #send({ spooled, draft }: Omit<Entry, "sending">, mayBeSent: boolean): Sending | null {
    if (draft === null || draft.id !== spooled.ask.kept.id) return null;
    const { outside, clock, profile } = this.#options;
    const effects = this.#draft(spooled.ask).pages.filter(({ id }) => spooled.pages.includes(id));
    return sendPages({ draft, effects, profile: profile(), outside, clock, mayBeSent });
  }

  /** Decided beside the others that wait, so that a repeated one is found; never beside itself. */
  #draft(ask: KeptAsk): Draft & { readonly draft: Incident | null } {
    const others = [...this.#entries.values()].flatMap(({ draft }) =>
      draft === null || draft.id === ask.kept.id ? [] : [draft],
    );
    const drafted = draftOf(ask, this.#options.profile(), others);
    const { result } = drafted;
    const repeated = result.kind === "refused" && result.refusal.reason === "already-declared";
    return { ...drafted, draft: result.kind === "accepted" || repeated ? result.incident : null };
  }

  #repeats(ask: KeptAsk): boolean {
    if (this.#entries.size === 0) return false;
    if (this.#entries.has(ask.key)) return true;
    const { draft } = this.#draft(ask);
    return draft !== null && draft.id !== ask.kept.id;
  }

  /** The one that is to become the incident this one is about. */
  #first(entry: Entry): Entry {
    const isFirst = ({ spooled }: Entry): boolean => spooled.ask.kept.id === entry.draft?.id;
    return [...this.#entries.values()].find(isFirst) ?? entry;
  }

  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (!this.#stopped && this.#entries.size > 0) {
      await this.#options.clock.sleep(LOOK_EVERY_MS);
      if (!this.#stopped) await this.look();
    }
    this.#watching = false;
  }

  async #look(): Promise<void> {
    for (const entry of [...this.#entries.values()]) {
      if ((await this.#store(entry)) === "away") return;
    }
  }

  async #store({ spooled, sending }: Entry): Promise<"away" | "stored" | "not yet"> {
    const { files, log, outside } = this.#options;
    const storing = { ...this.#options, pager: outside.pager };
    const { id } = spooled.ask.kept;
    try {
      const came = await storeSpooled(spooled, storing);
      if (came === "away") return "away";
      // From here on the stored effect sends the page, and nobody else.
      await sending?.stop();
      if (came === "broken") await files.setAside(id);
      else if (!(await settleSpooled(spooled, came, storing))) return "not yet";
      else await files.remove(id);
      log.info({ incident: id, stored: came !== "broken" }, "a kept declare waits no more");
    } catch (err) {
      log.error({ err, incident: id }, "a kept declare could not be dealt with; it is tried again");
      return "not yet";
    }
    this.#entries.delete(spooled.ask.key);
    return "stored";
  }
}

/** Its id and time are settled before it is tried, so that what was stored without our knowing has the same ones. */
function settledAsk(ask: Ask, clock: Clock): KeptAsk {
  const key = ask.key ?? (`tocsin:declare:${randomUUID()}` as DeliveryKey); // nobody will ask with it again
  return { ...ask, key, kept: { id: incidentIdOf(key), at: clock.now() } };
}

function oldestFirst(spooled: readonly Spooled[]): readonly Spooled[] {
  return spooled.toSorted((a, b) => a.ask.kept.at - b.ask.kept.at);
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
