import { z } from "zod";

/**
 * The environment, read once and checked whole: every fault is told together, and nothing else reads `process.env`.
 * An empty string counts as unset; a secret has no default.
 */
export type Config = {
  readonly profile: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Null without tokens: `npm start` then runs the sandbox. */
  readonly slack: {
    readonly botToken: string;
    readonly signingSecret: string | null;
    readonly appToken: string | null;
    readonly apiUrl: string;
  } | null;
  readonly pagerduty: {
    readonly token: string | null;
    readonly from: string | null;
    readonly routingKey: string | null;
    readonly apiUrl: string;
    readonly eventsUrl: string;
  };
};

/** Every fault of the environment, one line each, with its cure. */
export class ConfigFaults extends Error {
  override readonly name = "ConfigFaults";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.faults = faults;
  }
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const text = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());
const url = (what: string) =>
  text.refine(
    (value) => value === undefined || isUrl(value, ["http:", "https:"]),
    `must be an http(s) address, ${what}`,
  );

const Environment = z.object({
  PROFILE: text,
  HOST: text,
  PORT: text.refine(
    (value) => value === undefined || (/^\d+$/u.test(value) && Number(value) <= 65_535),
    "must be a port number from 0 to 65535",
  ),
  LOG_LEVEL: text.refine(
    (value) => value === undefined || (LOG_LEVELS as readonly string[]).includes(value),
    `must be one of ${LOG_LEVELS.join(", ")}`,
  ),
  DATA_DIR: text,
  DATABASE_URL: text.refine(
    (value) => value === undefined || isUrl(value, ["postgres:", "postgresql:"]),
    "must look like postgres://user:password@host:5432/database",
  ),
  REDIS_URL: text.refine(
    (value) => value === undefined || isUrl(value, ["redis:", "rediss:"]),
    "must look like redis://host:6379",
  ),
  SLACK_BOT_TOKEN: text.refine(
    (value) => value === undefined || value.startsWith("xoxb-"),
    "must be the bot token, which begins with xoxb- (OAuth & Permissions page of your Slack app)",
  ),
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: text.refine(
    (value) => value === undefined || value.startsWith("xapp-"),
    "must be an app-level token, which begins with xapp- (Basic Information page, scope connections:write)",
  ),
  SLACK_API_URL: url("Slack's own is https://slack.com/api/"),
  PAGERDUTY_TOKEN: text,
  PAGERDUTY_FROM: text.refine(
    (value) => value === undefined || /^[^@\s]+@[^@\s]+$/u.test(value),
    "must be the e-mail address of a PagerDuty user; PagerDuty wants to know in whose name incidents are made",
  ),
  PAGERDUTY_ROUTING_KEY: text,
  PAGERDUTY_API_URL: url("PagerDuty's own is https://api.pagerduty.com"),
  PAGERDUTY_EVENTS_URL: url("PagerDuty's own is https://events.pagerduty.com"),
});

type Environment = z.infer<typeof Environment>;

/** Throws `ConfigFaults` with all of them. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`);
  const raw = parsed.success ? parsed.data : blank(environment);
  faults.push(...contradictions(raw));
  if (faults.length > 0) throw new ConfigFaults(faults);
  return toConfig(raw);
}

function contradictions(env: Environment): string[] {
  const faults: string[] = [];
  const anySlack = env.SLACK_SIGNING_SECRET ?? env.SLACK_APP_TOKEN;
  if (env.SLACK_BOT_TOKEN === undefined && anySlack !== undefined)
    faults.push(
      "SLACK_BOT_TOKEN is missing although other Slack settings are there. Copy it from the OAuth & Permissions page of your Slack app.",
    );
  if (env.SLACK_BOT_TOKEN !== undefined && anySlack === undefined)
    faults.push(
      "SLACK_BOT_TOKEN alone is not enough: add SLACK_APP_TOKEN (Socket Mode, no public address needed) or SLACK_SIGNING_SECRET (HTTP).",
    );
  if (env.PAGERDUTY_TOKEN !== undefined && env.PAGERDUTY_FROM === undefined)
    faults.push(
      "PAGERDUTY_FROM is missing: PagerDuty refuses to make incidents without the e-mail address of one of its users.",
    );
  if (env.PAGERDUTY_FROM !== undefined && env.PAGERDUTY_TOKEN === undefined)
    faults.push(
      "PAGERDUTY_TOKEN is missing although PAGERDUTY_FROM is there. Make a REST API key in PagerDuty, or remove PAGERDUTY_FROM.",
    );
  return faults;
}

function toConfig(env: Environment): Config {
  return {
    profile: env.PROFILE ?? "profiles/example.yml",
    host: env.HOST ?? "127.0.0.1",
    port: Number(env.PORT ?? 3000),
    logLevel: (env.LOG_LEVEL ?? "info") as Config["logLevel"],
    dataDir: env.DATA_DIR ?? ".tocsin",
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    slack:
      env.SLACK_BOT_TOKEN === undefined
        ? null
        : {
            botToken: env.SLACK_BOT_TOKEN,
            signingSecret: env.SLACK_SIGNING_SECRET ?? null,
            appToken: env.SLACK_APP_TOKEN ?? null,
            apiUrl: withSlash(env.SLACK_API_URL ?? "https://slack.com/api/"),
          },
    pagerduty: {
      token: env.PAGERDUTY_TOKEN ?? null,
      from: env.PAGERDUTY_FROM ?? null,
      routingKey: env.PAGERDUTY_ROUTING_KEY ?? null,
      apiUrl: env.PAGERDUTY_API_URL ?? "https://api.pagerduty.com",
      eventsUrl: env.PAGERDUTY_EVENTS_URL ?? "https://events.pagerduty.com",
    },
  };
}

/** The values as they stand, for the checks between variables when single ones are at fault too. */
function blank(environment: Readonly<Record<string, string | undefined>>): Environment {
  const names = Object.keys(Environment.shape) as (keyof Environment)[];
  return Object.fromEntries(
    names.map((name) => [name, environment[name] === "" ? undefined : environment[name]]),
  ) as Environment;
}

function isUrl(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function withSlash(value: string): string {
  return value.endsWith("/") ? value : `${value}/`;
}
