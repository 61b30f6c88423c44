import type { ReactElement } from "react";
import type { FieldProps } from "./element.tsx";
import { chosenOf } from "./values.ts";

/** Dates and times, by the browser's own pickers. Slack's date-and-time is epoch seconds. */
export function Picker({ element, value, onChange, label, field }: FieldProps): ReactElement {
  const chosen = chosenOf(value);
  if (element.type === "datetimepicker") {
    const local = typeof chosen === "number" ? localMinute(chosen * 1_000) : "";
    const change = (text: string) =>
      onChange(text === "" ? null : Math.round(new Date(text).getTime() / 1_000));
    return (
      <input
        className="input"
        type="datetime-local"
        aria-label={label}
        value={local}
        onChange={(event) => change(event.target.value)}
        {...field}
      />
    );
  }
  return (
    <input
      className="input"
      type={element.type === "datepicker" ? "date" : "time"}
      aria-label={label}
      value={typeof chosen === "string" ? chosen : ""}
      onChange={(event) => onChange(event.target.value || null)}
      {...field}
    />
  );
}

/** The form that a datetime-local input wants, in the browser's zone. */
function localMinute(atMs: number): string {
  const shifted = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
