/** Where a person is: who they are and what they look at, kept in the address so that two tabs can be two people. */
export type Place = { readonly user: string | null; readonly channel: string | null; readonly home: boolean };

const HOME = "home";

export function currentPlace(): Place {
  const [, user = "", channel = ""] = location.hash.replace(/^#/, "").split("/");
  return { user: user || null, channel: channel === HOME ? null : channel || null, home: channel === HOME };
}

export function goTo(user: string, channel: string | null): void {
  const hash = `#/${user}/${channel ?? HOME}`;
  if (location.hash !== hash) location.hash = hash;
}

/** Calls back whenever the place changes, by a click or by the browser's Back. */
export function watchPlace(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}
