import { Cron } from "croner";

const CRON_CURE =
  'write minute, hour, day of the month, month and day of the week, for example "0 17 * * 5" for Fridays at 17:00';

/** The sentence for a cron line that cannot be read or whose time never comes; null when it is sound. */
export function cronProblem(written: string): string | null {
  const said = JSON.stringify(written);
  if (written.trim().split(/\s+/).length !== 5) return `${said} is no cron line; ${CRON_CURE}.`;
  try {
    const next = new Cron(written, { timezone: "UTC", mode: "5-part" }).nextRun(new Date(0));
    return next === null ? `${said} is a time that never comes; ${CRON_CURE}.` : null;
  } catch {
    return `${said} is no cron line; ${CRON_CURE}.`;
  }
}
