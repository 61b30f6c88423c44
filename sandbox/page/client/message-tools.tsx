import { type ReactElement, useRef, useState } from "react";
import type { PageMessage } from "../state.ts";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { Popover } from "./popover.tsx";

type Props = {
  readonly message: PageMessage;
  readonly isPinned: boolean;
  readonly inThread: boolean;
  readonly tabbable: boolean;
};

/** What hovers over a message: reply, pin, and the app's shortcuts. */
export function MessageTools({ message, isPinned, inThread, tabbable }: Props): ReactElement {
  const { state, act, openThread } = usePage();
  const more = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const tabIndex = tabbable || open ? 0 : -1;
  const where = { user: state.you.id, channel: message.channel, ts: message.ts };
  return (
    <div className={open ? "tools held" : "tools"} role="toolbar" aria-label="Message actions">
      {!inThread && (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => openThread(message.threadTs ?? message.ts)}
        >
          <Icon name="reply" />
        </button>
      )}
      {!isPinned && (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-label="Pin"
          title="Pin to channel"
          onClick={() => void act({ do: "pin", ...where })}
        >
          <Icon name="pin" />
        </button>
      )}
      <button
        ref={more}
        type="button"
        tabIndex={tabIndex}
        aria-label="More actions"
        title="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <Popover
          anchor={more.current}
          label="More message actions"
          role="menu"
          onClose={() => setOpen(false)}
        >
          {state.shortcuts
            .filter((shortcut) => shortcut.where === "message")
            .map(({ callbackId, name }) => (
              <button
                key={callbackId}
                type="button"
                role="menuitem"
                className="menu-item"
                onClick={() => {
                  setOpen(false);
                  void act({ do: "message-shortcut", callbackId, ...where });
                }}
              >
                {name} <small className="from-app">Tocsin</small>
              </button>
            ))}
        </Popover>
      )}
    </div>
  );
}
