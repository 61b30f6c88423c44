import { useEffect, useRef, useState } from "react";
import type { PageChannel, PageState } from "../state.ts";

export type Unread = {
  /** Messages of others since the person last looked; `mentions` are those that name them. */
  count(channel: PageChannel): { readonly messages: number; readonly mentions: number };
  /** What had been read of the open channel when it was opened: the line "New" stands after it. */
  readonly readBefore: string;
};

function load(key: string): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, string>; // written by us only
  } catch {
    return {};
  }
}

/** When this browser first saw the page, as somebody: whoever else one becomes has not read what came since. */
function firstVisit(): string {
  const known = localStorage.getItem("tocsin.since") ?? String(Date.now() / 1_000);
  localStorage.setItem("tocsin.since", known);
  return known;
}

/** Read marks of one person, by channel, kept in the browser. What was said before anybody opened this sandbox here counts as read. */
export function useUnread(state: PageState, home: boolean): Unread {
  const key = `tocsin.read.${state.you.id}`;
  const [read, setRead] = useState(() => ({ since: firstVisit(), ...load(key) }));
  const opened = useRef({ channel: "", readBefore: "" });
  const open = home ? null : state.channel;
  const latest = state.messages.at(-1)?.ts ?? "0";

  const readOf = (channel: string): string => (read as Record<string, string>)[channel] ?? read.since;
  if (open !== null && opened.current.channel !== open)
    opened.current = { channel: open, readBefore: readOf(open) };

  useEffect(() => {
    const mark = () => {
      if (open === null || document.visibilityState !== "visible") return;
      setRead((before) => ({ ...before, [open]: latest }));
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [open, latest]);
  useEffect(() => localStorage.setItem(key, JSON.stringify(read)), [key, read]);

  function count(channel: PageChannel): { messages: number; mentions: number } {
    if (channel.id === open && document.visibilityState === "visible") return { messages: 0, mentions: 0 };
    const fresh = channel.recent.filter(({ ts }) => Number(ts) > Number(readOf(channel.id)));
    return { messages: fresh.length, mentions: fresh.filter(({ mentionsYou }) => mentionsYou).length };
  }
  return { count, readBefore: opened.current.readBefore };
}
