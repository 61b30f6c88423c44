import { type Answer, type Asked, json } from "../http.ts";
import type { Repositories } from "./repositories.ts";
import type { Runs } from "./runs.ts";
import type { SandboxLogin, SandboxRepository, SandboxRights } from "./world.ts";

/** How GitHub writes things down: errors, lists and their pages, instants. */

const DOCS = "https://docs.github.com/rest";

/** What every reply is written from. Neither address ends with a slash. */
export type Wire = {
  /** Of the API. */
  readonly base: string;
  /** Of the pages people look at. */
  readonly site: string;
  readonly repositories: Repositories;
  readonly runs: Runs;
  readonly now: () => number;
};

/** Who asks. `repositories` null sees all of them. */
export type Caller = {
  readonly kind: "token" | "installation";
  readonly who: SandboxLogin;
  readonly rights: SandboxRights;
  readonly repositories: readonly string[] | null;
};

/** One call to a repository, its path already read. */
export type RepositoryAsk = {
  readonly asked: Asked;
  readonly repository: SandboxRepository;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly version: string;
};

export type RepositoryCall = {
  readonly needs: readonly [keyof SandboxRights, "read" | "write"];
  readonly answer: (ask: RepositoryAsk) => Answer;
};

/** GitHub's errors in its own words; the status stands in the body too, as text. */
export function problem(
  status: number,
  message: string,
  docs = "",
  headers: Record<string, string> = {},
): Answer {
  const body = { message, documentation_url: `${DOCS}${docs}`, status: String(status) };
  return json(status, body, headers);
}

export function notFound(): Answer {
  return problem(404, "Not Found");
}

export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}

/** GitHub's global ids are opaque; these are too. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString("base64url");
}

/** One page of a list by `per_page` (30, at most 100) and `page`, with the `link` header that leads on. */
export function paged<T>(
  { query, path }: Pick<Asked, "query" | "path">,
  all: readonly T[],
  { site }: { readonly site: string },
  usual = 30,
): { readonly items: readonly T[]; readonly page: number; readonly headers: Record<string, string> } {
  const size = Math.min(whole(query.get("per_page"), usual), Math.max(100, usual));
  const page = whole(query.get("page"), 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (at: number, rel: string): string => {
    const wanted = new URLSearchParams(query);
    wanted.set("page", String(at));
    return `<${new URL(path, site).href}?${wanted}>; rel="${rel}"`;
  };
  const back = page > 1 ? [to(page - 1, "prev"), to(1, "first")] : [];
  const on = page < last ? [to(page + 1, "next"), to(last, "last")] : [];
  const links = [...back, ...on].join(", ");
  const items = all.slice((page - 1) * size, page * size);
  return { items, page, headers: links === "" ? {} : { link: links } };
}

/** What is no number counts as not given, as on GitHub. */
function whole(text: string | null, otherwise: number): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : otherwise;
}

/** The body as an object; null when it is something else, and empty counts as `{}`. */
export function bodyOf({ body }: Asked): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = body === "" ? {} : JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>) // an object by the line above
      : null;
  } catch {
    return null;
  }
}
