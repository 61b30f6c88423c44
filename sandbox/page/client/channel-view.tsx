import type { ReactElement } from "react";
import { ChannelHeader } from "./channel-header.tsx";
import { Composer } from "./composer.tsx";
import { channelTitle, isReply } from "./format.ts";
import { MessageList } from "./message-list.tsx";
import { usePage } from "./page-context.ts";
import type { StripState } from "./strip.tsx";
import type { Unread } from "./unread.ts";

type Props = {
  readonly unread: Unread;
  readonly thread: string | null;
  readonly onMenu: () => void;
  readonly strip: StripState;
};

export function ChannelView({ unread, thread, onMenu, strip }: Props): ReactElement {
  const { state, act } = usePage();
  const channel = state.channels.find(({ id }) => id === state.channel);
  if (channel === undefined)
    return <p className="loading">You can see no channel. Be somebody else, from the menu on the left.</p>;
  const title = channelTitle(channel, state);
  const isMember = channel.members.includes(state.you.id);
  return (
    <>
      <ChannelHeader channel={channel} onMenu={onMenu} strip={strip} />
      <MessageList
        messages={state.messages.filter((message) => !isReply(message))}
        channel={channel}
        readBefore={unread.readBefore}
        thread={thread}
        leftOut={state.leftOut}
      />
      {isMember ? (
        <Composer
          channel={channel.id}
          threadTs={null}
          placeholder={`Message ${channel.kind === "im" ? title : `#${title}`}, or type / for commands`}
        />
      ) : (
        <div className="join">
          <p>
            You are looking at <strong>#{title}</strong>.
          </p>
          <button
            type="button"
            className="button primary"
            onClick={() => void act({ do: "join", user: state.you.id, channel: channel.id })}
          >
            Join #{title}
          </button>
        </div>
      )}
    </>
  );
}
