/** GitHub's webhooks: a moment to look at a run at once. What they leave out or lose, the follower asks for. */
export type GitHubWebhook = (raw: Buffer, headers: Headers) => Promise<WebhookAnswer>;

type WebhookAnswer = { readonly status: number; readonly body: string };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a request says, once its signature was found to be right. */
type Read =
  | {
      readonly kind: "news";
      readonly news: {
        /** The same when it is delivered again. */
        readonly delivery: string;
        readonly repository: string;
        readonly run: { readonly runId: string };
      };
    }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly status: number; readonly sentence: string };

export type GitHubWebhookOptions = {
  /** Null when GITHUB_WEBHOOK_SECRET is not set. */
  readonly secret: string | null;
  /** Checks the signature over the bytes as they came, before anything else is read. */
  readonly read: (raw: Buffer, headers: Headers, secret: string) => Read;
  /** True when `key` was not seen during its last `ttlSeconds`. */
  readonly firstTime: (key: string, ttlSeconds: number) => Promise<boolean>;
  /** Something happened to this run. */
  readonly heard: (run: { readonly repository: string; readonly runId: string }) => Promise<void>;
  readonly log: { warn(fields: object, message: string): void };
};

const ONE_MEBIBYTE = 1024 * 1024;
/** GitHub lets people deliver again what is up to three days old. */
const REMEMBERED_SECONDS = 3 * 24 * 3_600;

const TAKEN: WebhookAnswer = { status: 202, body: "" };

export function createGitHubWebhook(options: GitHubWebhookOptions): GitHubWebhook {
  return async (raw, headers) => {
    const { secret, log } = options;
    if (secret === null)
      return answer(404, "GitHub's webhooks are not taken here: GITHUB_WEBHOOK_SECRET is not set.");
    if (raw.length > ONE_MEBIBYTE) return answer(413, "The body is larger than this server takes.");
    const read = options.read(raw, headers, secret);
    switch (read.kind) {
      case "refused":
        if (read.status === 401)
          log.warn({}, "a request to /webhooks/github was refused: its signature does not match");
        return answer(read.status, read.sentence);
      case "ignored":
        return TAKEN;
      case "news": {
        const { delivery, repository, run } = read.news;
        const isNew = await options.firstTime(`github:${delivery}`, REMEMBERED_SECONDS);
        if (isNew) void look({ repository, runId: run.runId }, options);
        return TAKEN;
      }
    }
  };
}

/** GitHub waits for no answer of GitHub's. What is missed here is asked for within seconds anyway. */
async function look(
  run: { readonly repository: string; readonly runId: string },
  { heard, log }: GitHubWebhookOptions,
): Promise<void> {
  try {
    await heard(run);
  } catch (err) {
    log.warn({ err, ...run }, "a webhook of GitHub's could not be followed up; the run is asked for later");
  }
}

function answer(status: number, sentence: string): WebhookAnswer {
  return { status, body: `${sentence}\n` };
}
