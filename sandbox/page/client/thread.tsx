import { type ReactElement, useEffect, useRef } from "react";
import { Composer } from "./composer.tsx";
import { isReply, plural } from "./format.ts";
import { Icon } from "./icons.tsx";
import { MessageRow } from "./message.tsx";
import { usePage } from "./page-context.ts";

/** One message and what was answered to it, beside the channel. */
export function Thread({ ts }: { ts: string }): ReactElement | null {
  const { state, openThread } = usePage();
  const end = useRef<HTMLDivElement>(null);
  const root = state.messages.find((message) => message.ts === ts);
  const replies = state.messages.filter((message) => isReply(message) && message.threadTs === ts);
  const count = replies.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "end" });
  }, [count]);
  if (root === undefined) return null;
  const channel = state.channels.find(({ id }) => id === root.channel);
  return (
    <aside
      className="thread"
      aria-label="Thread"
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && openThread(null)}
    >
      <header className="panel-head">
        <h2>
          Thread <small>{channel?.kind === "im" ? "" : `#${channel?.name ?? ""}`}</small>
        </h2>
        <button type="button" className="bare" aria-label="Close thread" onClick={() => openThread(null)}>
          <Icon name="close" />
        </button>
      </header>
      <div className="thread-messages">
        <MessageRow message={root} before={null} grouped={false} reachable={false} open={false} inThread />
        {count > 0 && <div className="divider thread-count">{plural(count, "reply", "replies")}</div>}
        {replies.map((reply, index) => (
          <MessageRow
            key={reply.ts}
            message={reply}
            before={null}
            grouped={false}
            reachable={index === count - 1}
            open={false}
            inThread
          />
        ))}
        <div ref={end} />
      </div>
      {channel?.members.includes(state.you.id) && (
        <Composer channel={root.channel} threadTs={ts} placeholder="Reply…" />
      )}
    </aside>
  );
}
