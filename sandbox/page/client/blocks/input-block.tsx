import { type ReactElement, useId } from "react";
import type { Block } from "./block-kit.ts";
import { Text } from "./display.tsx";
import { BlockElement } from "./element.tsx";
import { withEmoji } from "./emoji.ts";
import { useSurface } from "./surface.ts";

/** A labelled field with its hint and, after a submit that was refused, its error. */
export function InputBlock({ block, name }: { block: Block; name: string }): ReactElement | null {
  const id = useId();
  const { errors } = useSurface();
  if (block.element === undefined) return null;
  const error = errors[name];
  const label = block.label?.text ?? "";
  const described = [
    error === undefined ? null : `${id}-error`,
    block.hint === undefined ? null : `${id}-hint`,
  ].filter((part) => part !== null);
  const field = {
    id,
    "aria-invalid": error !== undefined,
    "aria-required": block.optional !== true,
    ...(described.length === 0 ? {} : { "aria-describedby": described.join(" ") }),
  };
  return (
    <div className={error === undefined ? "input-block" : "input-block invalid"}>
      <label htmlFor={id}>
        {withEmoji(label)}
        {block.optional === true && <span className="optional"> (optional)</span>}
      </label>
      <BlockElement element={block.element} block={block} name={name} label={label} field={field} />
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
      {block.hint !== undefined && (
        <div id={`${id}-hint`} className="hint">
          <Text text={block.hint} />
        </div>
      )}
    </div>
  );
}
