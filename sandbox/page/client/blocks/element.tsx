import { type ReactElement, useState } from "react";
import type { Block, Element } from "./block-kit.ts";
import { ButtonElement } from "./button.tsx";
import { Choices } from "./choices.tsx";
import { ConfirmDialog } from "./confirm.tsx";
import { Overflow } from "./overflow.tsx";
import { Picker } from "./picker.tsx";
import { Select } from "./select.tsx";
import { useSurface } from "./surface.ts";
import { TextInput } from "./text-input.tsx";
import { initialValue, type Value, valueWith } from "./values.ts";

/** What every element with a value is handed. */
export type FieldProps = {
  readonly element: Element;
  readonly value: Value;
  readonly onChange: (chosen: unknown) => void;
  /** Enter in a text field, or leaving it: `dispatch_action` tells the bot then. */
  readonly onDone?: () => void;
  readonly label: string;
  readonly field: {
    readonly id?: string;
    readonly "aria-describedby"?: string;
    readonly "aria-invalid"?: boolean;
    readonly "aria-required"?: boolean;
  };
};

type Props = {
  readonly element: Element;
  readonly block: Block;
  /** The block's id, or what stands in for one. */
  readonly name: string;
  readonly label?: string;
  readonly field?: FieldProps["field"];
};

/** One interactive element: keeps its value on the surface, asks for confirmation, tells the bot. */
export function BlockElement({ element, block, name, label, field = {} }: Props): ReactElement | null {
  const surface = useSurface();
  const [waiting, setWaiting] = useState<{ readonly chosen: unknown } | null>(null);
  const actionId = element.action_id ?? "";
  const value = surface.values[name]?.[actionId] ?? initialValue(element);
  const tellsBot = block.type !== "input" || block.dispatch_action === true;

  function choose(chosen: unknown): void {
    if (element.confirm !== undefined && tellsBot) setWaiting({ chosen });
    else decided(chosen);
  }
  function decided(chosen: unknown): void {
    setWaiting(null);
    surface.set(name, element, valueWith(element, chosen));
    if (tellsBot && !isTyped(element)) void surface.act(block.block_id, element, valueWith(element, chosen));
  }
  const done = tellsBot ? () => void surface.act(block.block_id, element, value) : undefined;
  const told = label ?? element.accessibility_label ?? element.placeholder?.text ?? "Choose";
  const drawn = draw(
    { element, value, onChange: choose, label: told, field, ...(done === undefined ? {} : { onDone: done }) },
    block.block_id,
  );
  return (
    <>
      {drawn}
      {waiting !== null && element.confirm !== undefined && (
        <ConfirmDialog
          confirm={element.confirm}
          onConfirm={() => decided(waiting.chosen)}
          onDeny={() => setWaiting(null)}
        />
      )}
    </>
  );
}

function isTyped(element: Element): boolean {
  return element.type.endsWith("_input");
}

function draw(props: FieldProps, blockId: string | undefined): ReactElement | null {
  const { type } = props.element;
  if (type === "button" || type === "workflow_button")
    return <ButtonElement element={props.element} blockId={blockId} />;
  if (type === "overflow") return <Overflow element={props.element} blockId={blockId} />;
  if (type.endsWith("_select")) return <Select {...props} />;
  if (type === "checkboxes" || type === "radio_buttons") return <Choices {...props} />;
  if (type.endsWith("picker")) return <Picker {...props} />;
  if (isTyped(props.element)) return <TextInput {...props} />;
  return <span className="unknown-element">The sandbox cannot draw “{type}”.</span>;
}
