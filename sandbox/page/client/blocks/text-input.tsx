import type { KeyboardEvent, ReactElement } from "react";
import type { FieldProps } from "./element.tsx";
import { chosenOf } from "./values.ts";

const TYPES: Readonly<Record<string, string>> = { email_text_input: "email", url_text_input: "url" };

export function TextInput({ element, value, onChange, onDone, label, field }: FieldProps): ReactElement {
  const rich = element.type === "rich_text_input";
  const chosen = chosenOf(value);
  const shown = rich ? plainOf(chosen) : typeof chosen === "string" ? chosen : "";
  const change = (text: string) => onChange(text === "" ? null : rich ? richOf(text) : text);
  const common = {
    className: "input",
    "aria-label": label,
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    value: shown,
    "data-focus": element.focus_on_load,
    ...field,
  };
  function done(event: KeyboardEvent): void {
    if (event.key !== "Enter" || onDone === undefined) return;
    event.preventDefault();
    onDone();
  }
  const left = element.max_length === undefined ? null : element.max_length - shown.length;
  return (
    <span className="text-input">
      {element.multiline === true || rich ? (
        <textarea rows={3} {...common} onChange={(event) => change(event.target.value)} />
      ) : (
        <input
          type={TYPES[element.type] ?? "text"}
          inputMode={element.type === "number_input" ? "decimal" : undefined}
          {...common}
          onChange={(event) => change(event.target.value)}
          onKeyDown={done}
        />
      )}
      {left !== null && left <= 40 && <span className="characters-left">{left}</span>}
    </span>
  );
}

function richOf(text: string): unknown {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function plainOf(rich: unknown): string {
  const { elements } = (rich ?? {}) as { elements?: readonly { elements?: readonly { text?: string }[] }[] }; // made by richOf
  return elements?.[0]?.elements?.[0]?.text ?? "";
}
