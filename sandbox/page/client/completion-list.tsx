import { type ReactElement, useEffect, useRef } from "react";
import type { Offer } from "./completion.ts";

type Props = {
  readonly id: string;
  readonly offers: readonly Offer[];
  readonly at: number;
  readonly onTake: (offer: Offer) => void;
  readonly onPoint: (index: number) => void;
};

/** Above the composer, whose text field keeps the focus. */
export function CompletionList({ id, offers, at, onTake, onPoint }: Props): ReactElement {
  const active = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is the reason to scroll
  useEffect(() => {
    // Braces: newer browsers return a promise here, which is no clean-up.
    active.current?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div className="completion" hidden={offers.length === 0}>
      <div role="listbox" id={id} aria-label="Suggestions">
        {offers.map((offer, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the composer has the focus and the keys
          <div
            key={offer.key}
            ref={index === at ? active : null}
            role="option"
            id={`${id}-${index}`}
            tabIndex={-1}
            aria-selected={index === at}
            className={index === at ? "offer active" : "offer"}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(offer)}
            onPointerMove={() => onPoint(index)}
          >
            <strong>{offer.title}</strong> <em>{offer.usage}</em>
            <span>{offer.note}</span>
          </div>
        ))}
      </div>
      <p aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Tab</kbd> take <kbd>Esc</kbd> close
      </p>
    </div>
  );
}
