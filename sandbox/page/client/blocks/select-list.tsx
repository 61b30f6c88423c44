import { type KeyboardEvent, type ReactElement, useId, useState } from "react";
import { Icon } from "../icons.tsx";
import { Popover } from "../popover.tsx";
import { withEmoji } from "./emoji.ts";
import type { Line } from "./select-options.ts";

type Props = {
  readonly anchor: Element | null;
  readonly label: string;
  readonly lines: readonly Line[];
  /** Keys of the lines taken so far. */
  readonly chosen: readonly string[];
  readonly several: boolean;
  readonly onPick: (key: string) => void;
  readonly onClose: () => void;
};

/** The open list of a select: type to filter, arrows to move, Enter to take, Esc to leave. */
export function SelectList({ anchor, label, lines, chosen, several, onPick, onClose }: Props): ReactElement {
  const id = useId();
  const [filter, setFilter] = useState("");
  const shown = lines.filter((line) =>
    `${line.label} ${line.note ?? ""}`.toLowerCase().includes(filter.toLowerCase()),
  );
  const [at, setAt] = useState(
    Math.max(
      0,
      lines.findIndex((line) => line.key === chosen[0]),
    ),
  );
  const active = shown[Math.min(at, shown.length - 1)];

  function key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0)
      setAt((Math.min(at, shown.length - 1) + step + shown.length) % shown.length);
    else if (event.key === "Enter" && active !== undefined) onPick(active.key);
    else return;
    event.preventDefault();
  }
  return (
    <Popover anchor={anchor} label={label} className="select-list" wide onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-label={`Filter ${label}`}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active.key}`}
        placeholder="Type to filter"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={key}
      />
      <div role="listbox" id={id} aria-label={label} aria-multiselectable={several}>
        {shown.map((line, index) => (
          <div key={line.key}>
            {line.group !== null && line.group !== shown[index - 1]?.group && (
              <div className="option-group">{withEmoji(line.group)}</div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the filter above has the focus and the keys */}
            <div
              role="option"
              id={`${id}-${line.key}`}
              tabIndex={-1}
              aria-selected={chosen.includes(line.key)}
              className={line === active ? "option active" : "option"}
              onClick={() => onPick(line.key)}
              onPointerMove={() => setAt(index)}
            >
              <span>
                {withEmoji(line.label)}
                {line.note !== null && <small>{withEmoji(line.note)}</small>}
              </span>
              {chosen.includes(line.key) && <Icon name="check" size={16} />}
            </div>
          </div>
        ))}
        {shown.length === 0 && <p className="nothing-found">Nothing matches “{filter}”.</p>}
      </div>
    </Popover>
  );
}
