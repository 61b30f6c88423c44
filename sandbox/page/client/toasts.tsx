import { type ReactElement, useState } from "react";

type Toast = { readonly key: number; readonly sentence: string };

const SHOWN_MS = 6_000;
let count = 0;

/** Short-lived sentences about what was not done. */
export function useToasts(): { toasts: readonly Toast[]; toast(sentence: string): void } {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  function toast(sentence: string): void {
    count += 1;
    const key = count;
    setToasts((before) => [...before, { key, sentence }]);
    setTimeout(() => setToasts((before) => before.filter((shown) => shown.key !== key)), SHOWN_MS);
  }
  return { toasts, toast };
}

export function Toasts({ toasts }: { toasts: readonly Toast[] }): ReactElement {
  return (
    <div className="toasts" role="status" aria-live="assertive">
      {toasts.map(({ key, sentence }) => (
        <p key={key}>{sentence}</p>
      ))}
    </div>
  );
}
