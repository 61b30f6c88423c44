import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { createPortal } from "react-dom";

type Props = {
  /** The panel hangs below it, or above it where there is more room. */
  readonly anchor: Element | null;
  readonly label: string;
  readonly role?: "menu" | "dialog";
  readonly className?: string;
  /** At least as wide as the anchor. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/**
 * A panel in the browser's top layer: never clipped by a scrolling list, closed by Esc or a click elsewhere.
 * It hangs inside the nearest modal dialog, because everything outside one is inert.
 */
export function Popover({
  anchor,
  label,
  role = "dialog",
  className = "",
  wide = false,
  onClose,
  children,
}: Props): ReactElement {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    element.showPopover();
    if (anchor !== null) place(element, anchor.getBoundingClientRect(), wide);
    const first = element.querySelector<HTMLElement>(
      "[data-first], [role=menuitem], [role=menuitemradio], button, input, a[href]",
    );
    (first ?? element).focus({ preventScroll: true });
    return () => {
      if (anchor instanceof HTMLElement && element.contains(document.activeElement))
        anchor.focus({ preventScroll: true });
    };
  }, [anchor, wide]);
  return createPortal(
    // biome-ignore lint/a11y: the role, menu or dialog, is given by the caller, and the linter cannot see it
    <div
      ref={panel}
      popover="auto"
      role={role}
      aria-label={label}
      tabIndex={-1}
      className={`popover ${className}`}
      onToggle={(event) => event.newState === "closed" && onClose()}
      onKeyDown={role === "menu" ? moveInMenu : undefined}
    >
      {children}
    </div>,
    anchor?.closest("dialog") ?? document.body,
  );
}

const GAP = 6;

function place(panel: HTMLElement, anchor: DOMRect, wide: boolean): void {
  if (wide) panel.style.minWidth = `${anchor.width}px`;
  const { width, height } = panel.getBoundingClientRect();
  const below = innerHeight - anchor.bottom - GAP;
  const top =
    height <= below || below >= anchor.top ? anchor.bottom + GAP : Math.max(GAP, anchor.top - height - GAP);
  const left = Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
  panel.style.maxHeight = `${top > anchor.top ? innerHeight - top - GAP : anchor.top - 2 * GAP}px`;
}

function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const here = items.indexOf(document.activeElement as HTMLElement); // -1 when nothing in the menu has the focus
  const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key] ?? 0;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}
