import { createContext, useContext } from "react";
import type { Deed } from "../deed.ts";
import type { PageState } from "../state.ts";
import type { Theme } from "./theme.ts";

export type Page = {
  readonly state: PageState;
  readonly theme: Theme;
  /** True when it was done and the bot, if asked, answered 2xx. Otherwise the person has been told why not. */
  act(deed: Deed): Promise<boolean>;
  go(channel: string | null): void;
  openThread(ts: string | null): void;
  toast(sentence: string): void;
};

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("usePage is for components inside App");
  return page;
}
