import { type KeyboardEvent, useState } from "react";
import type { PageState } from "../state.ts";
import { activeOffer, type Offer, offersFor } from "./completion.ts";

export type Completion = {
  readonly offers: readonly Offer[];
  /** Index of the offer that Enter takes, or -1. */
  readonly at: number;
  point(index: number): void;
  /** To be called when the text changes: what was pointed at or closed no longer counts. */
  reset(): void;
  /** True when the key was for the list. */
  key(event: KeyboardEvent, take: (offer: Offer) => void): boolean;
};

export function useCompletion(text: string, caret: number, state: PageState): Completion {
  const [chosen, setChosen] = useState(-1);
  const [dismissed, setDismissed] = useState(false);
  const offers = dismissed ? [] : offersFor(text.slice(0, caret), state);
  const at = activeOffer(offers, chosen, text, state);

  function key(event: KeyboardEvent, take: (offer: Offer) => void): boolean {
    if (offers.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const offer = offers[at];
    if (event.key === "Escape") setDismissed(true);
    else if (step !== undefined)
      setChosen((Math.max(at, step === 1 ? -1 : 0) + step + offers.length) % offers.length);
    else if ((event.key === "Tab" || event.key === "Enter") && !event.shiftKey && offer !== undefined)
      take(offer);
    else return false;
    return true;
  }
  function reset(): void {
    setChosen(-1);
    setDismissed(false);
  }
  return { offers, at, point: setChosen, reset, key };
}
