import {
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { PageChannel, PageMessage } from "../state.ts";
import { channelTitle, day, ms, plural } from "./format.ts";
import { Icon } from "./icons.tsx";
import { MessageRow } from "./message.tsx";
import { usePage } from "./page-context.ts";

type Props = {
  readonly messages: readonly PageMessage[];
  readonly channel: PageChannel;
  readonly readBefore: string;
  readonly thread: string | null;
  readonly leftOut: number;
};

const GROUPED_WITHIN_MS = 5 * 60_000;
const AT_BOTTOM_PX = 60;

/** The channel's messages: stays at the newest unless the person has scrolled up; arrows move from one to the next. */
export function MessageList({ messages, channel, readBefore, thread, leftOut }: Props): ReactElement {
  const { state } = usePage();
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [behind, setBehind] = useState(false);
  // Found once, on opening: what arrives while the person looks on is not "new" to them.
  const [firstNew] = useState(
    () =>
      messages.find((message) => Number(message.ts) > Number(readBefore) && message.user !== state.you.id)
        ?.ts,
  );
  const newest = messages.at(-1)?.ts;

  // Only refs are read, so any render's copy is as good as another.
  const toEnd = useCallback(() => list.current?.scrollTo({ top: list.current.scrollHeight }), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer message is the reason to look
  useLayoutEffect(() => {
    if (stuck.current) toEnd();
    else setBehind(true);
  }, [newest]);
  useEffect(() => {
    // Cards grow in place when the bot edits them; the end must stay in sight then, too.
    const watcher = new ResizeObserver(() => stuck.current && toEnd());
    if (content.current !== null) watcher.observe(content.current);
    return () => watcher.disconnect();
  }, [toEnd]);
  function scrolled(): void {
    const element = list.current;
    if (element === null) return;
    stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < AT_BOTTOM_PX;
    if (stuck.current) setBehind(false);
  }
  return (
    <div className="list-frame">
      <div
        ref={list}
        className="message-list"
        role="log"
        aria-label={`Messages in ${channelTitle(channel, state)}`}
        onScroll={scrolled}
        onKeyDown={moveByArrow}
      >
        <div ref={content}>
          <Beginning channel={channel} leftOut={leftOut} />
          {messages.map((message, index) => (
            <MessageRow
              key={`${message.ts}${message.onlyFor ?? ""}`}
              message={message}
              before={divider(message, messages[index - 1], message.ts === firstNew)}
              grouped={isGrouped(message, messages[index - 1]) && message.ts !== firstNew}
              reachable={index === messages.length - 1}
              open={thread === message.ts}
              inThread={false}
            />
          ))}
        </div>
      </div>
      {behind && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="down" size={14} /> New messages
        </button>
      )}
    </div>
  );
}

function isGrouped(message: PageMessage, previous: PageMessage | undefined): boolean {
  if (previous === undefined || previous.user !== message.user || previous.onlyFor !== message.onlyFor)
    return false;
  return ms(message.ts) - ms(previous.ts) < GROUPED_WITHIN_MS && day(ms(message.ts)) === day(ms(previous.ts));
}

function divider(
  message: PageMessage,
  previous: PageMessage | undefined,
  isNew: boolean,
): ReactElement | null {
  const today = day(ms(message.ts));
  const turned = previous === undefined || day(ms(previous.ts)) !== today;
  if (!turned && !isNew) return null;
  return (
    <div className={isNew ? "divider new" : "divider"}>
      {turned && <span className="divider-day">{today}</span>}
      {isNew && <span className="divider-new">New</span>}
    </div>
  );
}

function Beginning({ channel, leftOut }: { channel: PageChannel; leftOut: number }): ReactElement {
  const { state } = usePage();
  if (leftOut > 0)
    return <p className="beginning">{plural(leftOut, "older message")} left out by the sandbox's page.</p>;
  const title = channelTitle(channel, state);
  return (
    <div className="beginning">
      <h2>{channel.kind === "im" ? title : `#${title}`}</h2>
      <p>
        This is the very beginning.{" "}
        {channel.id === state.channels[0]?.id && "Type /incident below to see what Tocsin can do."}
      </p>
    </div>
  );
}

/** Up and down move between messages when a message itself has the focus, so that Tab need not pass all of them. */
function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const { target, key, currentTarget } = event;
  if (
    !(target instanceof HTMLElement) ||
    !target.matches("article") ||
    !["ArrowUp", "ArrowDown"].includes(key)
  )
    return;
  event.preventDefault();
  const all = [...currentTarget.querySelectorAll<HTMLElement>("article")];
  all[all.indexOf(target) + (key === "ArrowUp" ? -1 : 1)]?.focus();
}
