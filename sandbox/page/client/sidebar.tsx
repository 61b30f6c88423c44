import type { ReactElement } from "react";
import type { PageChannel } from "../state.ts";
import { Avatar } from "./avatar.tsx";
import { channelTitle, otherOf } from "./format.ts";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { PersonMenu } from "./person-menu.tsx";
import type { Theme } from "./theme.ts";
import type { Unread } from "./unread.ts";

type Props = {
  readonly home: boolean;
  readonly unread: Unread;
  readonly theme: Theme;
  readonly onTheme: () => void;
  readonly onClose: () => void;
};

export function Sidebar({ home, unread, theme, onTheme, onClose }: Props): ReactElement {
  const { state, go } = usePage();
  const open = state.channels.filter((channel) => !channel.archived && channel.kind !== "im");
  const joined = open.filter((channel) => channel.members.includes(state.you.id));
  const others = open.filter((channel) => !channel.members.includes(state.you.id));
  const direct = state.channels.filter(
    (channel) => channel.kind === "im" && !channel.members.includes(state.botUserId),
  );
  const botTalk = state.channels.filter((c) => c.kind === "im" && c.members.includes(state.botUserId));
  const withBot = home || botTalk.some(({ id }) => id === state.channel);
  const entries = (channels: readonly PageChannel[]) =>
    channels.map((channel) => (
      <Entry
        key={channel.id}
        channel={channel}
        current={!home && channel.id === state.channel}
        unread={unread}
      />
    ));
  return (
    <nav
      className="sidebar"
      aria-label="Workspace"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header className="workspace">
        <span className="workspace-mark" aria-hidden="true">
          <Icon name="bell" size={20} />
        </span>
        <span className="workspace-name">
          <strong>Tocsin sandbox</strong>
          <small>{state.profileName}</small>
        </span>
        <button
          type="button"
          className="bare"
          aria-label={theme === "dark" ? "Light colours" : "Dark colours"}
          onClick={onTheme}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
      </header>
      <PersonMenu />
      <div className="sidebar-lists">
        <Group name="Apps">
          <li>
            <button
              type="button"
              className={withBot ? "entry current" : "entry"}
              aria-current={withBot ? "page" : undefined}
              onClick={() => go(null)}
            >
              <Avatar user={state.botUserId} state={state} size={20} />
              <span className="entry-name">Tocsin</span>
              <Badge unread={unread} channels={botTalk} />
            </button>
          </li>
        </Group>
        <Group name="Channels">{entries(joined)}</Group>
        {direct.length > 0 && <Group name="Direct messages">{entries(direct)}</Group>}
        {others.length > 0 && <Group name="Not joined">{entries(others)}</Group>}
      </div>
    </nav>
  );
}

function Group({ name, children }: { name: string; children: React.ReactNode }): ReactElement {
  return (
    <section>
      <h2>{name}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Entry({
  channel,
  current,
  unread,
}: {
  channel: PageChannel;
  current: boolean;
  unread: Unread;
}): ReactElement {
  const { state, go } = usePage();
  const fresh = unread.count(channel).messages > 0 && channel.members.includes(state.you.id);
  const classes = ["entry", current ? "current" : "", fresh ? "unread" : ""].join(" ");
  return (
    <li>
      <button
        type="button"
        className={classes}
        aria-current={current ? "page" : undefined}
        onClick={() => go(channel.id)}
      >
        {channel.kind === "im" ? (
          <Avatar user={otherOf(channel, state)} state={state} size={20} />
        ) : (
          <Icon name={channel.kind === "private" ? "lock" : "hash"} size={16} />
        )}
        <span className="entry-name" title={channelTitle(channel, state)}>
          {channelTitle(channel, state)}
        </span>
        {fresh && <Badge unread={unread} channels={[channel]} />}
      </button>
    </li>
  );
}

/** A number for what names you, a dot for the rest. */
function Badge({
  unread,
  channels,
}: {
  unread: Unread;
  channels: readonly PageChannel[];
}): ReactElement | null {
  const counts = channels.map((channel) => unread.count(channel));
  const mentions = counts.reduce((sum, count) => sum + count.mentions, 0);
  if (mentions > 0)
    return (
      <span className="badge">
        {mentions}
        <span className="hidden"> for you</span>
      </span>
    );
  const messages = counts.reduce((sum, count) => sum + count.messages, 0);
  return messages > 0 ? (
    <span className="dot">
      <span className="hidden">{messages} unread</span>
    </span>
  ) : null;
}
