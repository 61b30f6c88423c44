import { Cron } from "croner";
import type { FreezeWindow } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import type { Freeze } from "./gates.ts";

/** The manual's freeze windows that are open at that time for this environment. */
export function windowsAt(
  windows: readonly FreezeWindow[],
  environment: string,
  at: Instant,
): readonly Freeze[] {
  return windows.flatMap((window) => {
    if (window.environments.length > 0 && !window.environments.includes(environment)) return [];
    const until = openUntil(window, at);
    return until === null ? [] : [{ cause: "window", name: window.name, by: null, until }];
  });
}

/** When a window that is open ends; null when it is not open. */
function openUntil({ cron, timezone, lastsMs }: FreezeWindow, at: Instant): Instant | null {
  const rule = new Cron(cron, { timezone });
  // The first beginning after `at - lasts` is the one that may still last; a beginning in the future is not open.
  const began = rule.nextRun(new Date(at - lastsMs));
  return began !== null && began.getTime() <= at ? began.getTime() + lastsMs : null;
}
