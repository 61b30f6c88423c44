import { type ReactElement, useEffect, useMemo, useRef, useState } from "react";
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
export function Modal({ shown }: { shown: SandboxView }): ReactElement {
  const page = usePage();
  const view = asView(shown.view);
  const blocks = asBlocks(view.blocks);
  const [edits, setEdits] = useState<Values>({});
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  const [sending, setSending] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const values = allValues(blocks, edits);
  const errors = useMemo(() => ({ ...shown.errors, ...own }), [shown.errors, own]);

  useEffect(() => {
    if (Object.keys(errors).length > 0)
      body.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  useEffect(() => {
    (
      body.current?.querySelector<HTMLElement>("[data-focus=true]") ??
      body.current?.querySelector<HTMLElement>("input, textarea, button")
    )?.focus();
  }, []);
  async function submit(): Promise<void> {
    const found = complaints(blocks, values);
    setOwn(found);
    if (Object.keys(found).length > 0 || sending) return;
    setSending(true);
    await page.act({ do: "submit", user: page.state.you.id, viewId: shown.id, values });
    setSending(false);
  }
  const close = () => void page.act({ do: "close-view", user: page.state.you.id, viewId: shown.id });
  const surface = viewSurface(page, { viewId: shown.id }, values, errors, (block, action, value) =>
    setEdits((before) => ({ ...before, [block]: { ...before[block], [action]: value } })),
  );
  const title = withEmoji(view.title?.text ?? "");
  return (
    <Dialog label={title} className="modal" onClose={close} onSubmit={() => void submit()}>
      <header className="dialog-head">
        <h2>{title}</h2>
        <button type="button" className="bare" aria-label="Close" onClick={close}>
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
        <button type="button" className="button" onClick={close}>
          {withEmoji(view.close?.text ?? (view.submit === undefined ? "Close" : "Cancel"))}
        </button>
        {view.submit !== undefined && (
          <button type="submit" className="button primary" aria-busy={sending}>
            {withEmoji(view.submit.text)}
          </button>
        )}
      </footer>
    </Dialog>
  );
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
