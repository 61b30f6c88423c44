import type { Deed } from "../deed.ts";
import { perform } from "./deeds.ts";
import type { Page } from "./page-context.ts";

/** Does a deed and tells the person, through `toast`, when it was not done or not taken. */
export function actThrough(toast: (sentence: string) => void): Page["act"] {
  return async (deed) => {
    try {
      const reply = await perform(deed);
      if (reply === null || (reply.status >= 200 && reply.status < 300)) return true;
      if (!isToldElsewhere(deed))
        toast(`Tocsin did not take it (${reply.status || "no answer"}). Nothing may have happened.`);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    }
    return false;
  };
}

/** A command that failed is told in the channel, a submit in the form; a press has no place of its own. */
function isToldElsewhere(deed: Deed): boolean {
  return deed.do === "command" || deed.do === "submit";
}
