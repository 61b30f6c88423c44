import { type ReactElement, useId } from "react";
import type { Option } from "./block-kit.ts";
import { Text } from "./display.tsx";
import type { FieldProps } from "./element.tsx";
import { chosenOf, isSameOption } from "./values.ts";

/** Checkboxes and radio buttons. */
export function Choices({ element, value, onChange, label, field }: FieldProps): ReactElement {
  const group = useId();
  const several = element.type === "checkboxes";
  const chosen = [chosenOf(value) ?? []].flat() as Option[]; // valueField of these two says options
  const isChosen = (option: Option) => chosen.some((other) => isSameOption(option, other));

  function toggle(option: Option): void {
    if (!several) onChange(option);
    else
      onChange(
        isChosen(option) ? chosen.filter((other) => !isSameOption(option, other)) : [...chosen, option],
      );
  }
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label
    <div role={several ? "group" : "radiogroup"} aria-label={label} className="choices" {...field}>
      {(element.options ?? []).map((option) => (
        <label key={option.value ?? option.text.text} className="choice">
          <input
            type={several ? "checkbox" : "radio"}
            name={group}
            checked={isChosen(option)}
            onChange={() => toggle(option)}
          />
          <span>
            <Text text={option.text} />
            {option.description !== undefined && (
              <span className="choice-description">
                <Text text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
