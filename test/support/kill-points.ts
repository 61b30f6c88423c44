import type { Answer, Asked, Handler } from "../../sandbox/http.ts";

/** A call to the outside at which the bot is killed: when it has arrived, or when it has been done and not answered. */
export type KillPoint = {
  readonly effect: string;
  /** A Slack method, or `POST /incidents`, `PUT /incidents`. */
  readonly call: string;
  /** Only a call whose body says this; absent takes the first of its name. */
  readonly saying?: RegExp;
  readonly when: "arrived" | "done";
};

/** Puts kill points in front of the stand-ins. Each springs once; `kill` must resolve when the bot is gone. */
export class KillPoints {
  #waiting: readonly KillPoint[];
  readonly #kill: () => Promise<void>;

  constructor(points: readonly KillPoint[], kill: () => Promise<void>) {
    this.#waiting = points;
    this.#kill = kill;
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
    if (point.when === "done") await handler(asked);
    await this.#kill();
    return null;
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
  const [, vendor, , first = ""] = path.split("/");
  return vendor === "slack" ? first : `${method} /${first}`;
}
