import { type ComponentProps, memo, type ReactElement, useMemo } from "react";
import { type Block as DisplayBlock, Message } from "slack-blocks-to-jsx";
import { fullTime, ms } from "../format.ts";
import type { Block, TextObject } from "./block-kit.ts";
import { type Names, useNames } from "./names.ts";

/** Blocks that only show something, drawn by the display library in our colours; again only when they change. */
export const Display = memo(function Display({ blocks }: { blocks: readonly Block[] }): ReactElement {
  const names = useNames();
  return (
    <Message
      withoutWrapper
      logo=""
      name=""
      theme={names.theme}
      className="display"
      blocks={blocks as unknown as DisplayBlock[]} // the library types every block there is; ours come as the bot sent them
      data={{ users: names.users, channels: names.channels, user_groups: [] }}
      hooks={hooks(names)}
    />
  );
});

type Hooks = NonNullable<ComponentProps<typeof Message>["hooks"]>;

function hooks({ you, go }: Names): Hooks {
  return {
    user: ({ id, name }) => (
      <span className={id === you ? "mention mention-you" : "mention"}>@{name || id}</span>
    ),
    channel: ({ id, name }) => (
      <button type="button" className="mention mention-channel" onClick={() => go(id)}>
        #{name || id}
      </button>
    ),
    atHere: () => <span className="mention">@here</span>,
    atChannel: () => <span className="mention">@channel</span>,
    atEveryone: () => <span className="mention">@everyone</span>,
    // The library strips the colons of names it does not know, and takes the minutes of 10:58:00 for one.
    emoji: (emoji, parse) => (parse(emoji) === emoji.name ? `:${emoji.name}:` : parse(emoji)),
    date: ({ timestamp, format, fallback }) => (
      <SlackDate timestamp={timestamp} format={format} fallback={fallback} />
    ),
    link: ({ href, children }) => (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ),
  };
}

/** Running text in Slack's mrkdwn. */
export function Mrkdwn({ text }: { text: string }): ReactElement {
  const blocks = useMemo<Block[]>(() => [{ type: "section", text: { type: "mrkdwn", text } }], [text]);
  return <Display blocks={blocks} />;
}

export function Text({ text }: { text: TextObject }): ReactElement {
  const blocks = useMemo<Block[]>(() => [{ type: "section", text }], [text]);
  return <Display blocks={blocks} />;
}

const PIECES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { month: "long", day: "numeric", year: "numeric" },
  date_short: { month: "short", day: "numeric", year: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  date_pretty: { month: "long", day: "numeric", year: "numeric" },
  date_short_pretty: { month: "short", day: "numeric", year: "numeric" },
  date_long_pretty: { weekday: "long", month: "long", day: "numeric", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Slack's date token in the reader's own zone; the `pretty` forms say today, yesterday, tomorrow. */
function SlackDate({
  timestamp,
  format,
  fallback,
}: {
  timestamp: string;
  format: string;
  fallback: string;
}): ReactElement {
  const at = ms(timestamp);
  if (!Number.isFinite(at)) return <>{fallback}</>;
  const text = format.replaceAll(/\{(\w+)\}/g, (whole, piece: string) => {
    const options = PIECES[piece];
    if (options === undefined) return piece === "ago" ? ago(at) : whole;
    return (
      (piece.endsWith("pretty") ? nearDay(at) : null) ??
      new Intl.DateTimeFormat(undefined, options).format(at)
    );
  });
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {text}
    </time>
  );
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

function nearDay(at: number): string | null {
  const days = Math.round(
    (new Date(at).setHours(12, 0, 0, 0) - new Date().setHours(12, 0, 0, 0)) / 86_400_000,
  );
  return Math.abs(days) <= 1 ? relative.format(days, "day") : null;
}

function ago(at: number): string {
  const minutes = Math.round((at - Date.now()) / 60_000);
  return Math.abs(minutes) < 90
    ? relative.format(minutes, "minute")
    : relative.format(Math.round(minutes / 60), "hour");
}
