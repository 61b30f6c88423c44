import { createContext, useContext, useMemo } from "react";
import type { PageState } from "../../state.ts";
import { channelTitle } from "../format.ts";
import type { Theme } from "../theme.ts";

/** The little of the page that running text needs; changes seldom, so that texts are seldom drawn again. */
export type Names = {
  readonly you: string;
  readonly theme: Theme;
  readonly users: { id: string; name: string }[];
  readonly channels: { id: string; name: string }[];
  go(channel: string): void;
};

export const NamesContext = createContext<Names | null>(null);

export function useNames(): Names {
  const names = useContext(NamesContext);
  if (names === null) throw new Error("useNames is for components inside App");
  return names;
}

/** The same object until a name, the theme or the person changes. */
export function useNamesOf(state: PageState, theme: Theme, go: (channel: string) => void): Names {
  const lists = JSON.stringify({
    users: state.users.map((user) => ({ id: user.id, name: user.realName || user.name })),
    channels: state.channels.map((channel) => ({ id: channel.id, name: channelTitle(channel, state) })),
  });
  return useMemo(
    () => ({ ...(JSON.parse(lists) as Pick<Names, "users" | "channels">), you: state.you.id, theme, go }),
    [lists, state.you.id, theme, go],
  );
}
