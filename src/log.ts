import { type Logger, pino } from "pino";

export type { Logger };

/** Fixed paths only: wildcards cost twice as much a line. Bodies are never logged, ids only. */
const SECRETS = [
  "token",
  "authorization",
  "signingSecret",
  "config.slack.botToken",
  "config.slack.appToken",
  "config.slack.signingSecret",
  "config.pagerduty.token",
  "config.pagerduty.routingKey",
  "config.pagerduty.webhookSecret",
  "config.github.token",
  "config.github.app.privateKey",
  "config.github.webhookSecret",
  "err.config",
  "err.request",
  "headers.authorization",
  "headers.cookie",
];

/**
 * Secrets of Slack, GitHub and PagerDuty that found their way into a message all the same. Tokens of GitHub's Apps have
 * no fixed length and may hold a signed text of three parts with dots between; so does what an App signs for itself.
 */
const TOKEN_SHAPES =
  /(xox[abeprs]-|xapp-|gh[oprsu]_|github_pat_|\beyJ)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|Token token=[^\s"]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*|(?<=postgres(?:ql)?:\/\/[^:@/\s]+:)[^@\s]+(?=@)/gu;

/** One line a call, for debugging; what could not be looked up before it was repeated is worth a warning. */
export function slackCallLog(log: Logger): (entry: { readonly outcome: string }) => void {
  return (entry) => {
    if (entry.outcome === "doubt") log.warn(entry, "Slack could not say whether it was done before");
    else log.debug(entry, "Slack was called");
  };
}

export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: "[redacted]" },
    hooks: { streamWrite: (line: string) => line.replace(TOKEN_SHAPES, "[redacted]") },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
