import { type ReactElement, type ReactNode, useRef, useState } from "react";
import type { PageChannel } from "../state.ts";
import { Avatar } from "./avatar.tsx";
import { Mrkdwn } from "./blocks/display.tsx";
import { channelTitle, clock, ms, nameOf, plural } from "./format.ts";
import { Icon, type IconName } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { Popover } from "./popover.tsx";
import type { StripState } from "./strip.tsx";

type Props = { readonly channel: PageChannel; readonly onMenu: () => void; readonly strip: StripState };

export function ChannelHeader({ channel, onMenu, strip }: Props): ReactElement {
  const { state, go } = usePage();
  return (
    <header className="channel-header">
      <div className="channel-line">
        <MenuButton onClick={onMenu} />
        <h1>
          {channel.kind !== "im" && <Icon name={channel.kind === "private" ? "lock" : "hash"} />}
          {channelTitle(channel, state)}
        </h1>
        <div className="topic" title={channel.topic}>
          {channel.topic !== "" && <Mrkdwn text={channel.topic} />}
        </div>
        {channel.kind === "im" && channel.members.includes(state.botUserId) && (
          <button type="button" className="header-button" onClick={() => go(null)}>
            Home
          </button>
        )}
        <Pins channel={channel} />
        <Members channel={channel} />
        <StripButton strip={strip} />
      </div>
      {channel.bookmarks.length > 0 && (
        <nav className="bookmarks" aria-label="Bookmarks">
          {channel.bookmarks.map((bookmark) => (
            <a key={bookmark.id} href={bookmark.link} target="_blank" rel="noopener noreferrer">
              <Icon name="link" size={14} />
              {bookmark.title}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

export function MenuButton({ onClick }: { onClick: () => void }): ReactElement {
  return (
    <button type="button" className="bare menu-button" aria-label="Show channels" onClick={onClick}>
      <Icon name="menu" />
    </button>
  );
}

/** Opens the strip; says how many pages wait for an answer. */
export function StripButton({ strip }: { strip: StripState }): ReactElement {
  const { state } = usePage();
  const waiting = state.pages.filter(({ status }) => status === "triggered").length;
  return (
    <button type="button" className="header-button" aria-expanded={strip.open} onClick={strip.toggle}>
      <Icon name="phone" size={16} />
      <span className="wide-only">Pages &amp; faults</span>
      <span className="hidden narrow-label">Pages &amp; faults</span>
      {waiting > 0 && <span className="badge">{waiting}</span>}
    </button>
  );
}

function HeaderPopover({
  icon,
  text,
  label,
  children,
}: {
  icon: IconName;
  text: string;
  label: string;
  children: ReactNode;
}): ReactElement {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="header-button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} size={16} />
        {text}
      </button>
      {open && (
        <Popover
          anchor={button.current}
          label={label}
          onClose={() => setOpen(false)}
          className="header-popover"
        >
          {children}
        </Popover>
      )}
    </>
  );
}

function Pins({ channel }: { channel: PageChannel }): ReactElement | null {
  const { state } = usePage();
  if (channel.pins.length === 0) return null;
  return (
    <HeaderPopover
      icon="pin"
      text={String(channel.pins.length)}
      label={plural(channel.pins.length, "pinned message")}
    >
      <h2>Pinned</h2>
      {state.pinned.map((message) => (
        <button
          key={message.ts}
          type="button"
          className="menu-item"
          onClick={() => document.getElementById(`m${message.ts}`)?.scrollIntoView({ block: "center" })}
        >
          <Avatar user={message.user} state={state} size={24} />
          <span>
            <strong>{nameOf(message.user, state)}</strong> <time>{clock(ms(message.ts))}</time>
            <small className="clipped">{message.text}</small>
          </span>
        </button>
      ))}
    </HeaderPopover>
  );
}

function Members({ channel }: { channel: PageChannel }): ReactElement | null {
  const { state } = usePage();
  if (channel.kind === "im") return null;
  return (
    <HeaderPopover
      icon="people"
      text={String(channel.members.length)}
      label={plural(channel.members.length, "member")}
    >
      <h2>Members</h2>
      <ul className="members">
        {channel.members.map((member) => (
          <li key={member}>
            <Avatar user={member} state={state} size={24} />
            {nameOf(member, state)}
            {member === state.botUserId && <span className="app-mark">App</span>}
            {member === state.you.id && <small>you</small>}
          </li>
        ))}
      </ul>
    </HeaderPopover>
  );
}
