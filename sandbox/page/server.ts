import type { Faults } from "../faults.ts";
import { type Answer, type Asked, type Handler, json } from "../http.ts";
import type { SlackWorld } from "../slack/world.ts";
import { type Asset, bundle } from "./bundle.ts";
import { createChanges } from "./changes.ts";
import { Deed } from "./deed.ts";
import { refused } from "./guard.ts";
import { COMMANDS, SHORTCUTS } from "./hints.ts";
import { HTML, HTML_HEADERS } from "./html.ts";
import { perform } from "./perform.ts";
import { type GitHubOfPage, type PagerDutyOfPage, type Scene, sharedFile, snapshot } from "./snapshot.ts";
import type { CommandHint, ShortcutHint } from "./state.ts";

export type PageOptions = {
  readonly slack: SlackWorld;
  readonly pagerduty: PagerDutyOfPage;
  readonly github: GitHubOfPage;
  readonly faults: Faults;
  readonly profileName: string;
  readonly bot: () => { readonly url: string; readonly ready: boolean };
  /** Completion of the composer and entries of the shortcut menus; the bot's own lists when whoever starts it has them. */
  readonly commands?: readonly CommandHint[];
  readonly shortcuts?: readonly ShortcutHint[];
};

const PROXY_LIMIT_MS = 3_000;

/** The chat page as routes for `serve()`. Building the client begins at once; a failed build is told on the page. */
export function createPage(options: PageOptions): { routes: Record<string, Handler> } {
  const scene: Scene = { commands: COMMANDS, shortcuts: SHORTCUTS, ...options };
  const changes = createChanges(() => scene.bot().ready);
  scene.slack.onChange(changes.announce);
  scene.pagerduty.onChange(changes.announce);
  scene.github.onChange(changes.announce);
  bundle().catch((error: unknown) => console.error("the sandbox's page could not be built", error));
  const routes: Record<string, Handler> = {
    "/": ({ path }) =>
      path === "/"
        ? { status: 200, headers: HTML_HEADERS, body: HTML }
        : plain(404, "There is nothing here."),
    "/page/client.js": async (asked) => asset(asked, (await bundle()).script, "text/javascript"),
    "/page/client.css": async (asked) => asset(asked, (await bundle()).style, "text/css"),
    "/page/state": ({ query }) => state(scene, query),
    "/page/changes": (asked) => changes.subscribe(asked),
    "/page/do": (asked) => does(scene, asked, changes.announce),
    "/page/file/": ({ path }) => download(scene, decodeURIComponent(path.slice("/page/file/".length))),
    "/healthz": ({ path }) => askBot(scene, path),
    "/readyz": ({ path }) => askBot(scene, path),
    "/metrics": ({ path }) => askBot(scene, path),
  };
  return {
    routes: Object.fromEntries(Object.entries(routes).map(([path, handler]) => [path, guarded(handler)])),
  };
}

function guarded(handler: Handler): Handler {
  return (asked) => {
    const why = refused(asked);
    return why === null ? handler(asked) : plain(403, why);
  };
}

function plain(status: number, sentence: string): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${sentence}\n` };
}

function asset(asked: Asked, { body, tag }: Asset, type: string): Answer {
  if (asked.headers["if-none-match"] === tag) return { status: 304, body: "" };
  return {
    status: 200,
    headers: { "content-type": `${type}; charset=utf-8`, etag: tag, "cache-control": "no-cache" },
    body,
  };
}

function state(scene: Scene, query: URLSearchParams): Answer {
  const seen = snapshot(scene, query.get("user"), query.get("channel"));
  return seen === null
    ? plain(404, "There is no such person in this sandbox.")
    : json(200, seen, { "cache-control": "no-store" });
}

async function does(scene: Scene, asked: Asked, announce: () => void): Promise<Answer> {
  if (asked.method !== "POST") return plain(405, "Post what to do as JSON.");
  const deed = Deed.safeParse(parsed(asked.body));
  if (!deed.success)
    return plain(
      400,
      `The page asked for something unknown: ${deed.error.issues[0]?.message ?? "unreadable"}.`,
    );
  try {
    return json(200, { reply: await perform(scene, deed.data) });
  } catch (error) {
    return plain(409, error instanceof Error ? error.message : String(error));
  } finally {
    announce();
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

/** Always as a download in plain text: a file's content is the bot's, and never to be run by the browser. */
function download(scene: Scene, id: string): Answer {
  const file = sharedFile(scene.slack, id);
  if (file === null) return plain(404, "There is no such file.");
  const name = encodeURIComponent(file.name);
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  return {
    status: 200,
    headers: { ...headers, "content-disposition": `attachment; filename*=UTF-8''${name}` },
    body: file.content,
  };
}

async function askBot(scene: Scene, path: string): Promise<Answer> {
  try {
    const answer = await fetch(new URL(path, scene.bot().url), {
      signal: AbortSignal.timeout(PROXY_LIMIT_MS),
    });
    const headers = { "content-type": answer.headers.get("content-type") ?? "text/plain" };
    return { status: answer.status, headers, body: await answer.text() };
  } catch {
    return plain(503, "The bot does not answer yet.");
  }
}
