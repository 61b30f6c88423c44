import { connect, type Socket } from "node:net";

/**
 * One kept-alive HTTP/1.1 connection, one request at a time. Written by hand because a generator that costs as much
 * as what it measures measures itself.
 */
export type Answered = { readonly status: number; readonly body: string };

export class Connection {
  readonly #socket: Socket;
  #received = "";
  #waiting: { resolve(answer: Answered): void; reject(error: Error): void } | null = null;
  #gone: Error | null = null;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk) => this.#take(String(chunk)));
    this.#socket.on("error", (error) => this.#end(error));
    this.#socket.on("close", () => this.#end(new Error("the connection was closed")));
  }

  /** Rejects when the other side goes away before it has answered. */
  send(request: Buffer): Promise<Answered> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== null) {
        reject(this.#gone);
        return;
      }
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const answer = parse(this.#received);
    if (answer === null) return;
    this.#received = "";
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }

  #end(error: Error): void {
    this.#gone ??= error;
    this.#waiting?.reject(this.#gone);
    this.#waiting = null;
  }
}

/** Null while the answer is not whole. */
function parse(received: string): Answered | null {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = received.slice(0, headEnd).toLowerCase();
  const body = received.slice(headEnd + 4);
  const status = Number(received.slice(9, 12));
  const length = /content-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return body.length < Number(length) ? null : { status, body };
  if (head.includes("transfer-encoding: chunked"))
    return body.endsWith("0\r\n\r\n") ? { status, body } : null;
  return { status, body };
}
