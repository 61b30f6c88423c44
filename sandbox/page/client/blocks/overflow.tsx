import { type ReactElement, useRef, useState } from "react";
import { Icon } from "../icons.tsx";
import { Popover } from "../popover.tsx";
import type { Element, Option } from "./block-kit.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { withEmoji } from "./emoji.ts";
import { useSurface } from "./surface.ts";

/** The three dots: a menu of actions. */
export function Overflow({
  element,
  blockId,
}: {
  element: Element;
  blockId: string | undefined;
}): ReactElement {
  const surface = useSurface();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [waiting, setWaiting] = useState<Option | null>(null);

  function take(option: Option): void {
    setWaiting(null);
    if (option.url !== undefined) window.open(option.url, "_blank", "noopener,noreferrer");
    void surface.act(blockId, element, { type: "overflow", selected_option: option });
  }
  function pick(option: Option): void {
    setOpen(false);
    if (element.confirm === undefined) take(option);
    else setWaiting(option);
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button icon-only"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <Popover anchor={button.current} label="More actions" role="menu" onClose={() => setOpen(false)}>
          {(element.options ?? []).map((option) => (
            <button
              key={option.value ?? option.text.text}
              type="button"
              role="menuitem"
              className="menu-item"
              onClick={() => pick(option)}
            >
              {withEmoji(option.text.text)}
              {option.description !== undefined && <small>{withEmoji(option.description.text)}</small>}
            </button>
          ))}
        </Popover>
      )}
      {waiting !== null && element.confirm !== undefined && (
        <ConfirmDialog
          confirm={element.confirm}
          onConfirm={() => take(waiting)}
          onDeny={() => setWaiting(null)}
        />
      )}
    </>
  );
}
