import { type Logger, LogLevel } from "@slack/bolt";

/** What this folder logs with: a fixed message, variables in fields. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Slack's libraries talk a lot, and print payloads when asked to debug: only their warnings and errors get through. */
export function quietLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn({ said: said(parts) }, "Slack's library warns"),
    error: (...parts: unknown[]) => log.error({ said: said(parts) }, "Slack's library reports an error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

function said(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" ");
}
