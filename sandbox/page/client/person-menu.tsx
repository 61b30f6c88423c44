import { type ReactElement, useRef, useState } from "react";
import { Avatar } from "./avatar.tsx";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { goTo } from "./place.ts";
import { Popover } from "./popover.tsx";

/** Who you are in this tab, and a way to be somebody else. */
export function PersonMenu(): ReactElement {
  const { state } = usePage();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const people = state.users.filter((user) => !user.isBot);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="person-button"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar user={state.you.id} state={state} size={28} />
        <span>
          You are <strong>{state.you.realName}</strong>
        </span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <Popover
          anchor={button.current}
          label="Be somebody else"
          role="menu"
          wide
          onClose={() => setOpen(false)}
        >
          {people.map((person) => (
            <button
              key={person.id}
              type="button"
              role="menuitemradio"
              aria-checked={person.id === state.you.id}
              className="menu-item"
              onClick={() => {
                setOpen(false);
                goTo(person.id, state.channel);
              }}
            >
              <Avatar user={person.id} state={state} size={24} />
              <span>
                {person.realName}
                {!person.canBeInvited && <small>Guest: cannot be invited</small>}
              </span>
              {person.id === state.you.id && <Icon name="check" size={16} />}
            </button>
          ))}
          <p className="menu-note">A second tab can be a second person.</p>
        </Popover>
      )}
    </>
  );
}
