import type { ReactElement } from "react";
import { type Block as DisplayBlock, Message } from "slack-blocks-to-jsx";
import { channelTitle, fullTime, ms } from "../format.ts";
import { type Page, usePage } from "../page-context.ts";
import type { Block, TextObject } from "./block-kit.ts";

/** Blocks that only show something, drawn by the display library in our colours. */
export function Display({ blocks }: { blocks: readonly Block[] }): ReactElement {
  const page = usePage();
  const { state, theme } = page;
  return (
    <Message
      withoutWrapper
      logo=""
      name=""
      theme={theme}
      className="display"
      blocks={blocks as unknown as DisplayBlock[]} // the library types every block there is; ours come as the bot sent them
      data={{
        users: state.users.map((user) => ({ id: user.id, name: user.realName || user.name })),
        channels: state.channels.map((channel) => ({ id: channel.id, name: channelTitle(channel, state) })),
        user_groups: [],
      }}
      hooks={{
        user: ({ id, name }) => <Mention id={id} name={name} page={page} />,
        channel: ({ id, name }) => <ChannelLink id={id} name={name} page={page} />,
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
      }}
    />
  );
}

/** Running text in Slack's mrkdwn. */
export function Mrkdwn({ text }: { text: string }): ReactElement {
  return <Display blocks={[{ type: "section", text: { type: "mrkdwn", text } }]} />;
}

export function Text({ text }: { text: TextObject }): ReactElement {
  return <Display blocks={[{ type: "section", text }]} />;
}

function Mention({ id, name, page }: { id: string; name: string; page: Page }): ReactElement {
  return <span className={id === page.state.you.id ? "mention mention-you" : "mention"}>@{name || id}</span>;
}

function ChannelLink({ id, name, page }: { id: string; name: string; page: Page }): ReactElement {
  return (
    <button type="button" className="mention mention-channel" onClick={() => page.go(id)}>
      #{name || id}
    </button>
  );
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
