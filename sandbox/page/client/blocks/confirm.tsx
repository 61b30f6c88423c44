import type { ReactElement } from "react";
import { Dialog } from "../dialog.tsx";
import type { Confirm } from "./block-kit.ts";
import { Text } from "./display.tsx";
import { withEmoji } from "./emoji.ts";

type Props = { readonly confirm: Confirm; readonly onConfirm: () => void; readonly onDeny: () => void };

export function ConfirmDialog({ confirm, onConfirm, onDeny }: Props): ReactElement {
  return (
    <Dialog label={confirm.title.text} className="confirm" onClose={onDeny}>
      <header className="dialog-head">
        <h2>{withEmoji(confirm.title.text)}</h2>
      </header>
      <div className="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={onDeny}>
          {withEmoji(confirm.deny.text)}
        </button>
        <button type="button" className={`button ${confirm.style ?? "primary"}`} onClick={onConfirm}>
          {withEmoji(confirm.confirm.text)}
        </button>
      </footer>
    </Dialog>
  );
}
