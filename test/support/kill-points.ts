import type { Answer, Asked, Handler } from "../../sandbox/http.ts";

/**
 * A call to the outside at which the bot is killed: when it has arrived, when it has been done and not answered, or when
 * it is answered and the bot is about to commit, or has just committed, what follows from it.
 */
export type KillPoint = {
  readonly effect: string;
  /**
   * A Slack method, `POST /incidents`, `PUT /incidents`, or what stands behind the repository in a call to GitHub:
   * `POST /actions/workflows/deploy.yml/dispatches`, `GET /actions/runs/{id}`.
   */
  readonly call: string;
  /** Only a call whose body says this; absent takes the first of its name. */
  readonly saying?: RegExp;
  readonly when: "arrived" | "done" | CommitMoment;
};

/** Before or behind the next commit, of which nobody outside can see anything. */
export type CommitMoment = "uncommitted" | "committed";

export type Killing = {
  /** Must resolve when the bot is gone. */
  readonly kill: () => Promise<void>;
  /** Must resolve when the bot is prepared to die of its next commit. */
  readonly doom: (moment: CommitMoment) => Promise<void>;
};

/** What the bot does beside the call has committed by then, so that the next commit is the answer's. */
const BESIDE_MS = 1_000;

/** Puts kill points in front of the stand-ins. Each springs once. */
export class KillPoints {
  #waiting: readonly KillPoint[];
  readonly #killing: Killing;

  constructor(points: readonly KillPoint[], killing: Killing) {
    this.#waiting = points;
    this.#killing = killing;
  }

  add(point: KillPoint): void {
    this.#waiting = [...this.#waiting, point];
  }

  /** Those that no call has come to. */
  get waiting(): readonly KillPoint[] {
    return this.#waiting;
  }

  guard(routes: Readonly<Record<string, Handler>>): Record<string, Handler> {
    return Object.fromEntries(
      Object.entries(routes).map(([prefix, handler]) => [prefix, (asked) => this.#answer(asked, handler)]),
    );
  }

  async #answer(asked: Asked, handler: Handler): Promise<Answer> {
    const point = this.#take(asked);
    if (point === null) return handler(asked);
    const { when } = point;
    if (when === "uncommitted" || when === "committed") return this.#answerAndDoom(asked, handler, when);
    if (when === "done") await handler(asked);
    await this.#killing.kill();
    return null;
  }

  async #answerAndDoom(asked: Asked, handler: Handler, moment: CommitMoment): Promise<Answer> {
    const answer = await handler(asked);
    await new Promise((resolve) => setTimeout(resolve, BESIDE_MS));
    await this.#killing.doom(moment);
    return answer;
  }

  /** The earliest listed of several that fit: a call is hit once as it arrives, and its repetition once it is done. */
  #take(asked: Asked): KillPoint | null {
    const call = nameOf(asked);
    const body = decodeURIComponent(asked.body.replaceAll("+", " "));
    const point = this.#waiting.find((one) => one.call === call && (one.saying?.test(body) ?? true));
    if (point === undefined) return null;
    this.#waiting = this.#waiting.filter((one) => one !== point);
    return point;
  }
}

function nameOf({ method, path }: Asked): string {
  const [, vendor, , first = "", ...more] = path.split("/");
  if (vendor === "slack") return first;
  if (vendor !== "github") return `${method} /${first}`;
  const [, , ...behind] = more;
  return `${method} /${behind.map(anyOf).join("/")}`;
}

function anyOf(part: string): string {
  if (/^\d+$/.test(part)) return "{id}";
  return /^[0-9a-f]{40}$/.test(part) ? "{sha}" : decodeURIComponent(part);
}
