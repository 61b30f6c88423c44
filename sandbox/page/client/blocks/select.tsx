import { type ReactElement, useRef, useState } from "react";
import { Icon } from "../icons.tsx";
import { usePage } from "../page-context.ts";
import type { FieldProps } from "./element.tsx";
import { withEmoji } from "./emoji.ts";
import { SelectList } from "./select-list.tsx";
import { keyOf, linesOf } from "./select-options.ts";
import { chosenOf } from "./values.ts";

/** Single and multiple selects of options, people or channels. */
export function Select({ element, value, onChange, label, field }: FieldProps): ReactElement {
  const { state } = usePage();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const several = element.type.startsWith("multi_");
  const lines = linesOf(element, state);
  const chosen = [chosenOf(value) ?? []].flat() as unknown[];
  const keys = chosen.map(keyOf);
  const labels = keys.map((key) => lines.find((line) => line.key === key)?.label ?? key);

  function pick(key: string): void {
    const line = lines.find((candidate) => candidate.key === key);
    if (line === undefined) return;
    if (!several) {
      setOpen(false);
      onChange(line.chosen);
    } else
      onChange(
        keys.includes(key) ? chosen.filter((other) => keyOf(other) !== key) : [...chosen, line.chosen],
      );
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={labels.length === 0 ? "select placeholder" : "select"}
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={labels.length === 0 ? label : `${label}: ${labels.join(", ")}`}
        onClick={() => setOpen(!open)}
        {...field}
      >
        <span>
          {labels.length === 0
            ? withEmoji(element.placeholder?.text ?? "Choose…")
            : labels.map(withEmoji).join(", ")}
        </span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <SelectList
          anchor={button.current}
          label={label}
          lines={lines}
          chosen={keys}
          several={several}
          onPick={pick}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
