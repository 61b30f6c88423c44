import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import type { PageMessage } from "../state.ts";
import { Avatar } from "./avatar.tsx";
import { asBlocks } from "./blocks/block-kit.ts";
import { Blocks } from "./blocks/blocks.tsx";
import { Mrkdwn } from "./blocks/display.tsx";
import { type Surface, SurfaceContext } from "./blocks/surface.ts";
import { allValues, type Values } from "./blocks/values.ts";
import { Files } from "./files.tsx";
import { clock, fullTime, isReply, ms, nameOf, plural, shortClock } from "./format.ts";
import { Icon } from "./icons.tsx";
import { MessageTools } from "./message-tools.tsx";
import { type Page, usePage } from "./page-context.ts";

type Props = {
  readonly message: PageMessage;
  /** A line between this message and the one before it. */
  readonly before: ReactNode;
  /** Follows one by the same person shortly before: no name, no picture. */
  readonly grouped: boolean;
  /** Tab stops here. Arrows lead to the others. */
  readonly reachable: boolean;
  readonly open: boolean;
  readonly inThread: boolean;
};

export function MessageRow({ message, before, grouped, reachable, open, inThread }: Props): ReactElement {
  const { state } = usePage();
  const [held, setHeld] = useState(false);
  const isPinned =
    state.channels.find(({ id }) => id === message.channel)?.pins.includes(message.ts) ?? false;
  const name = nameOf(message.user, state);
  const at = ms(message.ts);
  const classes = [
    "message",
    grouped ? "grouped" : "",
    message.onlyFor === null ? "" : "ephemeral",
    isPinned ? "pinned" : "",
    open ? "open" : "",
  ];
  return (
    <>
      {before}
      <article
        id={inThread ? undefined : `m${message.ts}`}
        className={classes.join(" ")}
        tabIndex={reachable ? 0 : -1}
        aria-label={`${name}, ${clock(at)}`}
        onFocus={() => setHeld(true)}
        onBlur={(event) => setHeld(event.currentTarget.contains(event.relatedTarget))}
      >
        <div className="gutter">
          {grouped ? (
            <time title={fullTime(at)}>{shortClock(at)}</time>
          ) : (
            <Avatar user={message.user} state={state} />
          )}
        </div>
        <div className="message-main">
          <Notes message={message} isPinned={isPinned} />
          {!grouped && (
            <header>
              <strong>{name}</strong>
              {message.user === state.botUserId && <span className="app-mark">App</span>}
              <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
                {clock(at)}
              </time>
            </header>
          )}
          <Body message={message} />
          {message.edited && <span className="edited">(edited)</span>}
          <Files files={message.files} />
          {!inThread && <Replies message={message} />}
        </div>
        {message.onlyFor === null && (
          <MessageTools message={message} isPinned={isPinned} inThread={inThread} tabbable={held} />
        )}
      </article>
    </>
  );
}

function Notes({ message, isPinned }: { message: PageMessage; isPinned: boolean }): ReactElement | null {
  if (message.onlyFor !== null) {
    return (
      <p className="note">
        <Icon name="eye" size={13} /> Only visible to you
      </p>
    );
  }
  if (!isPinned) return null;
  return (
    <p className="note note-pin">
      <Icon name="pin" size={13} /> Pinned
    </p>
  );
}

/** Blocks replace the text, as in Slack, where it is only the notification's. */
function Body({ message }: { message: PageMessage }): ReactElement {
  const page = usePage();
  const [edits, setEdits] = useState<Values>({});
  const blocks = asBlocks(message.blocks);
  const surface = useMemo<Surface>(
    () => messageSurface(page, message, edits, setEdits),
    [page, message, edits],
  );
  if (blocks.length === 0) return <>{message.text !== "" && <Mrkdwn text={message.text} />}</>;
  return (
    <SurfaceContext value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceContext>
  );
}

function messageSurface(
  page: Page,
  message: PageMessage,
  edits: Values,
  setEdits: (edits: Values) => void,
): Surface {
  const values = allValues(asBlocks(message.blocks), edits);
  return {
    values,
    errors: {},
    set: (block, element, value) =>
      setEdits({ ...edits, [block]: { ...edits[block], [element.action_id ?? ""]: value } }),
    act: async (blockId, element, selected) => {
      await page.act({
        do: "act",
        user: page.state.you.id,
        actionId: element.action_id ?? "",
        message: { channel: message.channel, ts: message.ts },
        state: values,
        selected,
        ...(blockId === undefined ? {} : { blockId }),
      });
    },
  };
}

function Replies({ message }: { message: PageMessage }): ReactElement | null {
  const { state, openThread } = usePage();
  const replies = state.messages.filter((other) => isReply(other) && other.threadTs === message.ts);
  const last = replies.at(-1);
  if (last === undefined) return null;
  const people = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  return (
    <button type="button" className="replies" onClick={() => openThread(message.ts)}>
      {people.map((user) => (
        <Avatar key={user} user={user} state={state} size={20} />
      ))}
      <strong>{plural(replies.length, "reply", "replies")}</strong>
      <span>last at {clock(ms(last.ts))}</span>
    </button>
  );
}
