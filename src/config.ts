import { createPrivateKey } from "node:crypto";
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
    /** The secret of the webhook subscription; null takes no webhooks, and PagerDuty is only asked. */
    readonly webhookSecret: string | null;
  };
  /** Without a token and an App nothing is deployed. */
  readonly github: {
    readonly token: string | null;
    readonly app: {
      readonly id: string;
      /** PEM. */
      readonly privateKey: string;
      readonly installationId: string;
    } | null;
    readonly apiUrl: string;
    /** The secret of the webhook; null takes no webhooks, and GitHub is only asked. */
    readonly webhookSecret: string | null;
  };
  /** Null measures nothing: what is watched by metrics is not known then. */
  readonly prometheusUrl: string | null;
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
  PAGERDUTY_WEBHOOK_SECRET: text,
  GITHUB_TOKEN: text.refine(
    (value) => value === undefined || /^[\x21-\x7e]+$/u.test(value),
    "must be one word without spaces or line ends, as GitHub shows it when the token is made",
  ),
  GITHUB_APP_ID: text.refine(
    (value) => value === undefined || /^[\w.-]+$/u.test(value),
    "must be the App ID or the Client ID, both on the App's settings page",
  ),
  GITHUB_APP_PRIVATE_KEY: text.refine(
    (value) => value === undefined || isRsaKey(pemOf(value)),
    "must be the whole text of the private key file (.pem) that GitHub makes for the App, its lines parted by \\n",
  ),
  GITHUB_APP_INSTALLATION_ID: text.refine(
    (value) => value === undefined || /^\d+$/u.test(value),
    "must be the number at the end of the installation's address on GitHub",
  ),
  GITHUB_API_URL: url("GitHub's own is https://api.github.com; an Enterprise Server's ends with /api/v3"),
  GITHUB_WEBHOOK_SECRET: text,
  PROMETHEUS_URL: url("such as http://prometheus:9090"),
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
  faults.push(...contradictionsOfGitHub(env));
  return faults;
}

const APP = ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_INSTALLATION_ID"] as const;

function contradictionsOfGitHub(env: Environment): string[] {
  const missing = APP.filter((name) => env[name] === undefined);
  const isAnyThere = missing.length < APP.length;
  const faults: string[] = [];
  if (isAnyThere && missing.length > 0)
    faults.push(
      `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing although the GitHub App's other settings are there. Set all three, or none.`,
    );
  if (isAnyThere && env.GITHUB_TOKEN !== undefined)
    faults.push(
      "GITHUB_TOKEN and the GitHub App's settings are both there, and only one can be who Tocsin is. Remove GITHUB_TOKEN, or the three of the App.",
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
      webhookSecret: env.PAGERDUTY_WEBHOOK_SECRET ?? null,
    },
    github: {
      token: env.GITHUB_TOKEN ?? null,
      app: appOf(env),
      apiUrl: env.GITHUB_API_URL ?? "https://api.github.com",
      webhookSecret: env.GITHUB_WEBHOOK_SECRET ?? null,
    },
    prometheusUrl: env.PROMETHEUS_URL ?? null,
  };
}

function appOf(env: Environment): Config["github"]["app"] {
  const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: key, GITHUB_APP_INSTALLATION_ID: installationId } = env;
  if (id === undefined || key === undefined || installationId === undefined) return null;
  return { id, privateKey: pemOf(key), installationId };
}

/** On one line, as most places for secrets want it, the line ends are written as `\n`. */
function pemOf(value: string): string {
  return value.replaceAll("\\n", "\n");
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
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
