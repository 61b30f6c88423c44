import { type ReactElement, useRef, useState } from "react";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { Popover } from "./popover.tsx";

/** The app's global shortcuts, as in Slack beside the text field. */
export function ShortcutButton(): ReactElement {
  const { state, act } = usePage();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="bare"
        aria-label="Shortcuts"
        title="Shortcuts"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bolt" />
      </button>
      {open && (
        <Popover anchor={button.current} label="Shortcuts" role="menu" onClose={() => setOpen(false)}>
          {state.shortcuts
            .filter((shortcut) => shortcut.where === "global")
            .map(({ callbackId, name }) => (
              <button
                key={callbackId}
                type="button"
                role="menuitem"
                className="menu-item"
                onClick={() => {
                  setOpen(false);
                  void act({ do: "global-shortcut", user: state.you.id, callbackId });
                }}
              >
                {name} <small className="from-app">Tocsin</small>
              </button>
            ))}
        </Popover>
      )}
    </>
  );
}
