import { type KeyboardEvent, type ReactElement, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Offer, usageOf } from "./completion.ts";
import { CompletionList } from "./completion-list.tsx";
import { Icon } from "./icons.tsx";
import { type Page, usePage } from "./page-context.ts";
import { ShortcutButton } from "./shortcut-button.tsx";
import { useCompletion } from "./use-completion.ts";

type Place = { readonly channel: string; readonly threadTs: string | null };

/** What was begun and not sent, by place; gone with the tab. */
const drafts = new Map<string, string>();

/** The text field: Enter sends, Shift+Enter breaks the line, `/` and `@` complete. */
export function Composer({
  channel,
  threadTs,
  placeholder,
}: Place & { readonly placeholder: string }): ReactElement {
  const page = usePage();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = `${page.state.you.id}/${channel}/${threadTs ?? ""}`;
  const [text, setText] = useState(drafts.get(draft) ?? "");
  const [caret, setCaret] = useState(text.length);
  const completion = useCompletion(text, caret, page.state);
  const { offers, at } = completion;

  function change(next: string, nextCaret = next.length): void {
    drafts.set(draft, next);
    setText(next);
    setCaret(nextCaret);
    completion.reset();
  }
  function take(offer: Offer): void {
    const head = text.slice(0, offer.from) + offer.insert;
    // At once, because the browser would leave the caret behind what follows it.
    flushSync(() => change(head + text.slice(caret), head.length));
    field.current?.focus();
    field.current?.setSelectionRange(head.length, head.length);
  }
  async function send(): Promise<void> {
    const line = text.trim();
    if (line === "" || isRefusedHere(page, line, threadTs)) return;
    change("");
    // Nothing written is lost: what did not arrive comes back, unless something new was begun meanwhile.
    if (!(await sendLine(page, line, { channel, threadTs })) && (drafts.get(draft) ?? "") === "")
      change(line);
  }
  function key(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (!completion.key(event, take)) {
      if (event.key !== "Enter" || event.shiftKey) return;
      void send();
    }
    event.preventDefault();
  }
  return (
    <div className="composer">
      <CompletionList id={id} offers={offers} at={at} onTake={take} onPoint={completion.point} />
      {offers.length === 0 && <Usage text={text} />}
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
          onChange={(event) => change(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
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

/** The usage of the sub-command that is being filled in. */
function Usage({ text }: { text: string }): ReactElement | null {
  const { state } = usePage();
  const hint = usageOf(text, state);
  if (hint === null) return null;
  return (
    <p className="usage">
      <code>
        {hint.whole} <em>{hint.usage}</em>
      </code>{" "}
      {hint.summary}
    </p>
  );
}

/** Slack runs no slash commands in threads; better said than sent as text. */
function isRefusedHere(page: Page, line: string, threadTs: string | null): boolean {
  if (!line.startsWith("/") || threadTs === null) return false;
  page.toast(`${line.split(" ")[0]} does not work in threads. Type it in the channel.`);
  return true;
}

function sendLine(page: Page, line: string, { channel, threadTs }: Place): Promise<boolean> {
  const who = { user: page.state.you.id, channel };
  if (line.startsWith("/")) return page.act({ do: "command", ...who, text: line });
  return page.act({ do: "say", ...who, text: line, ...(threadTs === null ? {} : { threadTs }) });
}
