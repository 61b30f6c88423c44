import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { perform } from "./perform.ts";
import type { Outside } from "./performing.ts";
import type { Clock, SpooledPage } from "./ports.ts";
import { type PageEffect, withoutNumber } from "./spool-draft.ts";

/** The pages of one declare that waits for the database: sent at once, under the keys they will have for good. */
export type Sending = {
  /** How they stand now. */
  pages(): readonly SpooledPage[];
  /** Resolves when no first try is under way any more. */
  readonly firstTried: Promise<void>;
  /** Begins no further try: from now on the stored effect does. Resolves when none is under way. */
  stop(): Promise<void>;
};

export type SendingOptions = {
  readonly draft: Incident;
  readonly effects: readonly PageEffect[];
  readonly profile: Profile;
  readonly outside: Outside;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  /** Earlier life of the process may have sent them: they are looked for first. */
  readonly mayBeSent: boolean;
};

const CALL = "Call the next one by phone now.";
const PAUSES_MS = { first: 1_000, most: 30_000 };

export function sendPages(options: SendingOptions): Sending {
  const states = new Map<PageEffect, SpooledPage>();
  const stopped = Promise.withResolvers<void>();
  let over = false;
  const runs = options.effects.map((effect) => {
    states.set(effect, { ...nameOf(effect), state: "sending" });
    const first = Promise.withResolvers<void>();
    const done = run(effect, options, {
      note: (state) => states.set(effect, state),
      tried: () => first.resolve(),
      over: () => over,
      stopped: stopped.promise,
    }).finally(() => first.resolve());
    return { first: first.promise, done };
  });
  return {
    pages: () => [...states.values()],
    firstTried: Promise.all(runs.map(({ first }) => first)).then(() => undefined),
    stop: async () => {
      over = true;
      stopped.resolve();
      await Promise.all(runs.map(({ done }) => done));
    },
  };
}

type Run = {
  note(state: SpooledPage): void;
  tried(): void;
  over(): boolean;
  readonly stopped: Promise<void>;
};

async function run(effect: PageEffect, options: SendingOptions, how: Run): Promise<void> {
  let pauseMs = PAUSES_MS.first;
  for (let number = options.mayBeSent ? 2 : 1; !how.over(); number += 1) {
    const tried = await attempt(effect, options, number);
    how.tried();
    if (tried.state !== "sending") return how.note(tried);
    await Promise.race([options.clock.sleep(Math.max(pauseMs, tried.afterMs)), how.stopped]);
    pauseMs = Math.min(pauseMs * 2, PAUSES_MS.most);
  }
}

type Tried =
  | Exclude<SpooledPage, { readonly state: "sending" }>
  | { readonly state: "sending"; readonly afterMs: number };

async function attempt(effect: PageEffect, options: SendingOptions, number: number): Promise<Tried> {
  const { draft, profile, outside } = options;
  const { pager } = outside;
  const numberless: Outside["pager"] = {
    ...pager,
    page: (ask) => pager.page({ ...ask, title: withoutNumber(ask.title) }),
  };
  try {
    const done = await perform(
      {
        effect,
        incident: draft,
        profile,
        attempt: { effect: effect.id, number, firstTriedAt: draft.declaredAt },
      },
      { ...outside, pager: numberless },
    );
    const name = nameOf(effect);
    if (done.kind === "retry") return { state: "sending", afterMs: done.afterMs };
    if (done.kind === "failed") return { ...name, state: "refused", reason: done.reason, cure: done.cure };
    if (done.kind === "done" && done.receipt.type === "page")
      return { ...name, state: "accepted", via: done.receipt.via };
    // The next step's turn comes with the database; until then only people can call it.
    return {
      ...name,
      state: "refused",
      reason: `${"why" in done ? done.why : "It was not sent"}.`,
      cure: CALL,
    };
  } catch {
    // What it needs to know is in the database, too; the next try may find it back.
    return { state: "sending", afterMs: 0 };
  }
}

function nameOf({ id, policy, target }: PageEffect): Pick<SpooledPage, "effect" | "policy" | "target"> {
  return { effect: id, policy, target };
}
