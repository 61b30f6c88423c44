import type { Answer, Asked, Handler } from "../http.ts";
import type { Call } from "../slack/world.ts";

const KEEP = 500;

/** Remembers what the bot asked and what it was told; status 0 is a connection that broke or stayed silent. */
export function recorded(options: {
  readonly calls: Call[];
  readonly now: () => number;
  readonly changed: () => void;
  readonly named: (asked: Asked) => string;
  readonly handle: Handler;
}): Handler {
  return async (asked) => {
    const at = options.now();
    const answer = await options.handle(asked);
    const call = {
      at,
      method: options.named(asked),
      args: argsOf(asked),
      status: answer === null ? 0 : answer.status,
      answer: bodyOf(answer),
    };
    options.calls.push(call);
    if (options.calls.length > KEEP) options.calls.shift();
    options.changed();
    return answer;
  };
}

/** The REST key is in a header and never gets here; the routing key is in the body and is taken out. */
function argsOf(asked: Asked): Record<string, unknown> {
  const query: Record<string, unknown> = Object.fromEntries(asked.query);
  const { routing_key: _, ...body } = parsed(asked.body);
  return { path: asked.path, ...query, ...body };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function bodyOf(answer: Answer): unknown {
  if (answer === null) return null;
  const text = answer.body.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
