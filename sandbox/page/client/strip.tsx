import { type ReactElement, useState } from "react";
import { FaultSwitches } from "./fault-switches.tsx";
import { Icon } from "./icons.tsx";
import { Pages } from "./pages.tsx";
import { Runs } from "./runs.tsx";

export type StripState = { readonly open: boolean; toggle(): void };

const KEY = "tocsin.strip";
const WIDE_ENOUGH_PX = 1_180;

/** Open at first where there is room for it; afterwards as the person left it. */
export function useStrip(): StripState {
  const [open, setOpen] = useState(() => {
    const stored = localStorage.getItem(KEY);
    return innerWidth >= WIDE_ENOUGH_PX && stored !== "closed";
  });
  function toggle(): void {
    localStorage.setItem(KEY, open ? "closed" : "open");
    setOpen(!open);
  }
  return { open, toggle };
}

/** Beside the chat: what PagerDuty and GitHub were asked, and the ways to break things. */
export function Strip({ onClose }: { onClose: () => void }): ReactElement {
  return (
    <aside
      className="strip"
      aria-label="Pages and faults"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header className="panel-head">
        <h2>Pages &amp; faults</h2>
        <button type="button" className="bare" aria-label="Close pages and faults" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="strip-body">
        <Pages />
        <Runs />
        <FaultSwitches />
      </div>
    </aside>
  );
}
