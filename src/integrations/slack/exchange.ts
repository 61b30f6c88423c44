import type { IncomingMessage } from "node:http";

/** A request whose bytes are all here, and its answer: what a route of the door takes and gives. */

export type DoorRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Every value of a header, so that a doubled one can be told. */
  readonly headersDistinct: IncomingMessage["headersDistinct"];
  readonly rawBody: Buffer;
};

export type DoorAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

export type DoorRoute = (request: DoorRequest) => Promise<DoorAnswer>;

/** A plain sentence, the way the door refuses things. */
export function plain(status: number, sentence: string, headers: Record<string, string> = {}): DoorAnswer {
  const body = sentence === "" ? "" : `${sentence}\n`;
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}

export function json(status: number, value: unknown): DoorAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(value),
  };
}
