import type { PageState } from "../state.ts";
import { currentPlace, watchPlace } from "./place.ts";
import { shared } from "./share.ts";

type Seen = { readonly state: PageState | null; readonly home: boolean; readonly connected: boolean };
export type World = { subscribe(listener: () => void): () => void; seen(): Seen };

/** What the server last told us, fetched anew whenever it says that something changed or the person moves. */
export function createWorld(): World {
  const listeners = new Set<() => void>();
  let seen: Seen = { state: null, home: currentPlace().home, connected: true };
  let looking = false;
  let again = false;

  function tell(next: Partial<Seen>): void {
    seen = { ...seen, ...next };
    for (const listener of listeners) listener();
  }
  /** Never two looks at once: a slow one could otherwise overwrite a newer one. */
  async function look(): Promise<void> {
    again = true;
    if (looking) return;
    looking = true;
    while (again) {
      again = false;
      const place = currentPlace();
      const state = await fetchState(place.user, place.channel);
      if (state !== null) tell({ state: shared(seen.state, state), home: place.home });
    }
    looking = false;
  }
  const changes = new EventSource("/page/changes");
  changes.addEventListener("message", () => void look());
  changes.addEventListener("open", () => tell({ connected: true }));
  changes.addEventListener("error", () => tell({ connected: false }));
  watchPlace(() => void look());
  void look();
  return {
    seen: () => seen,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Null when the server cannot be reached or no longer knows the person; the first person is tried then. */
async function fetchState(user: string | null, channel: string | null): Promise<PageState | null> {
  const query = new URLSearchParams();
  if (user !== null) query.set("user", user);
  if (channel !== null) query.set("channel", channel);
  try {
    const answer = await fetch(`/page/state?${query}`);
    if (answer.ok) return (await answer.json()) as PageState; // our own server's shape, checked by the compiler on both sides
    return user === null ? null : await fetchState(null, channel);
  } catch {
    return null;
  }
}
