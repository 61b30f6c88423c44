import { type KeyboardEvent, type ReactElement, useId, useRef, useState } from "react";
import { isWhole, type Offer, offersFor, usageOf } from "./completion.ts";
import { CompletionList } from "./completion-list.tsx";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";
import { ShortcutButton } from "./shortcut-button.tsx";

type Props = { readonly channel: string; readonly threadTs: string | null; readonly placeholder: string };

/** What was begun and not sent, by place; gone with the tab. */
const drafts = new Map<string, string>();

export function Composer({ channel, threadTs, placeholder }: Props): ReactElement {
  const page = usePage();
  const { state } = page;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = `${state.you.id}/${channel}/${threadTs ?? ""}`;
  const [text, setText] = useState(drafts.get(draft) ?? "");
  const [at, setAt] = useState(-1);
  const [dismissed, setDismissed] = useState(false);
  const offers = dismissed
    ? []
    : offersFor(text.slice(0, field.current?.selectionStart ?? text.length), state);
  const usage = offers.length === 0 ? usageOf(text, state) : null;

  function change(next: string): void {
    drafts.set(draft, next);
    setText(next);
    setAt(-1);
    setDismissed(false);
  }
  function take(offer: Offer): void {
    const caret = field.current?.selectionStart ?? text.length;
    change(text.slice(0, offer.from) + offer.insert + text.slice(caret));
    field.current?.focus();
  }
  async function send(): Promise<void> {
    const line = text.trim();
    if (line === "") return;
    if (line.startsWith("/") && threadTs !== null)
      return page.toast(`${line.split(" ")[0]} does not work in threads. Type it in the channel.`);
    change("");
    const who = { user: state.you.id, channel };
    const sent = line.startsWith("/")
      ? await page.act({ do: "command", ...who, text: line })
      : await page.act({ do: "say", ...who, text: line, ...(threadTs === null ? {} : { threadTs }) });
    // Nothing written is lost: what did not arrive comes back, unless something new was begun meanwhile.
    if (!sent && (drafts.get(draft) ?? "") === "") change(line);
  }
  function key(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = offers[at] ?? (isWhole(text, state) ? undefined : offers[0]);
    if (event.key === "Escape" && offers.length > 0) setDismissed(true);
    else if (step !== undefined && offers.length > 0)
      setAt((Math.max(at, step === 1 ? -1 : 0) + step + offers.length) % offers.length);
    else if ((event.key === "Tab" || event.key === "Enter") && !event.shiftKey && chosen !== undefined)
      take(chosen);
    else if (event.key === "Enter" && !event.shiftKey) void send();
    else return;
    event.preventDefault();
  }
  return (
    <div className="composer">
      <CompletionList id={id} offers={offers} at={at} onTake={take} onPoint={setAt} />
      {usage !== null && (
        <p className="usage">
          <code>
            {usage.whole} <em>{usage.usage}</em>
          </code>{" "}
          {usage.summary}
        </p>
      )}
      <div className="composer-box">
        {threadTs === null && <ShortcutButton />}
        <textarea
          ref={field}
          role="combobox"
          aria-label={threadTs === null ? "Message" : "Reply"}
          aria-autocomplete="list"
          aria-expanded={offers.length > 0}
          aria-controls={id}
          aria-activedescendant={offers[at] === undefined ? undefined : `${id}-${at}`}
          // biome-ignore lint/a11y/noAutofocus: a chat opens ready to type in
          autoFocus
          rows={1}
          placeholder={placeholder}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={key}
        />
        <button
          type="button"
          className="send"
          aria-label="Send"
          disabled={text.trim() === ""}
          onClick={() => void send()}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
