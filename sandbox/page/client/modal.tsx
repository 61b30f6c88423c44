import { type ReactElement, useEffect, useRef, useState } from "react";
import type { SandboxView } from "../../slack/world.ts";
import { asBlocks, asView } from "./blocks/block-kit.ts";
import { Blocks } from "./blocks/blocks.tsx";
import { withEmoji } from "./blocks/emoji.ts";
import { type Surface, SurfaceContext } from "./blocks/surface.ts";
import { allValues, complaints, type Values } from "./blocks/values.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";
import { type Page, usePage } from "./page-context.ts";

/** The key of an error about the form as a whole. */
const WHOLE = "";

/** The form the bot has opened. Slack's own checks come first, then the bot's, which arrive with the view. */
export function Modal({ shown }: { shown: SandboxView }): ReactElement | null {
  const page = usePage();
  const view = asView(shown.view);
  const blocks = asBlocks(view.blocks);
  const [edits, setEdits] = useState<Values>({});
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  // A second Esc or Enter must not close or send what is on its way already.
  const [phase, setPhase] = useState<"open" | "sending" | "closing">("open");
  const body = useRef<HTMLDivElement>(null);
  const values = allValues(blocks, edits);
  const told = JSON.stringify(shown.errors);
  const errors = { ...shown.errors, ...own };
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt or other errors are the reason to look
  useEffect(() => {
    body.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [attempt, told]);
  useEffect(() => focusFirst(body.current), []);
  async function submit(): Promise<void> {
    if (phase !== "open") return;
    const found = complaints(blocks, values);
    setOwn(found);
    if (Object.keys(found).length === 0) {
      setPhase("sending");
      await page.act({ do: "submit", user: page.state.you.id, viewId: shown.id, values });
      setPhase("open");
    }
    setAttempt(attempt + 1);
  }
  async function close(): Promise<void> {
    if (phase === "closing") return;
    setPhase("closing");
    if (!(await page.act({ do: "close-view", user: page.state.you.id, viewId: shown.id }))) setPhase("open");
  }
  const surface = viewSurface(page, { viewId: shown.id }, values, errors, (block, action, value) =>
    setEdits((before) => ({ ...before, [block]: { ...before[block], [action]: value } })),
  );
  const title = withEmoji(view.title?.text ?? "");
  if (phase === "closing") return null;
  return (
    <Dialog label={title} className="modal" onClose={() => void close()} onSubmit={() => void submit()}>
      <header className="dialog-head">
        <h2>{title}</h2>
        <button type="button" className="bare" aria-label="Close" onClick={() => void close()}>
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body" ref={body}>
        {errors[WHOLE] !== undefined && (
          <p className="banner banner-danger" role="alert">
            {errors[WHOLE]}
          </p>
        )}
        <SurfaceContext value={surface}>
          <Blocks blocks={blocks} />
        </SurfaceContext>
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={() => void close()}>
          {withEmoji(view.close?.text ?? (view.submit === undefined ? "Close" : "Cancel"))}
        </button>
        {view.submit !== undefined && (
          <button type="submit" className="button primary" aria-busy={phase === "sending"}>
            {withEmoji(view.submit.text)}
          </button>
        )}
      </footer>
    </Dialog>
  );
}

function focusFirst(body: HTMLElement | null): void {
  const wanted = body?.querySelector<HTMLElement>("[data-focus=true]");
  (wanted ?? body?.querySelector<HTMLElement>("input, textarea, button"))?.focus();
}

type Set = (block: string, action: string, value: Values[string][string]) => void;

/** Modals and Home differ only in how they are named to the bot. */
export function viewSurface(
  page: Page,
  where: { viewId: string } | { home: true },
  values: Values,
  errors: Surface["errors"],
  set: Set,
): Surface {
  return {
    values,
    errors,
    set: (block, element, value) => set(block, element.action_id ?? "", value),
    act: async (blockId, element, selected) => {
      await page.act({
        do: "act",
        user: page.state.you.id,
        actionId: element.action_id ?? "",
        ...where,
        state: values,
        selected,
        ...(blockId === undefined ? {} : { blockId }),
      });
    },
  };
}
