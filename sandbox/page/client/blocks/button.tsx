import { type ReactElement, useState } from "react";
import type { Element } from "./block-kit.ts";
import { ConfirmDialog } from "./confirm.tsx";
import { withEmoji } from "./emoji.ts";
import { useSurface } from "./surface.ts";

/** Stays pressable while the bot answers: people do press twice, and the bot has to bear it. */
export function ButtonElement({
  element,
  blockId,
}: {
  element: Element;
  blockId: string | undefined;
}): ReactElement {
  const surface = useSurface();
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(0);

  async function press(): Promise<void> {
    setConfirming(false);
    setBusy((count) => count + 1);
    if (element.url !== undefined) window.open(element.url, "_blank", "noopener,noreferrer");
    await surface.act(blockId, element, undefined);
    setBusy((count) => count - 1);
  }
  return (
    <>
      <button
        type="button"
        className={`button ${element.style ?? ""}`}
        aria-busy={busy > 0}
        {...(element.accessibility_label === undefined ? {} : { "aria-label": element.accessibility_label })}
        onClick={() => (element.confirm === undefined ? void press() : setConfirming(true))}
      >
        {withEmoji(element.text?.text ?? "")}
      </button>
      {confirming && element.confirm !== undefined && (
        <ConfirmDialog
          confirm={element.confirm}
          onConfirm={() => void press()}
          onDeny={() => setConfirming(false)}
        />
      )}
    </>
  );
}
