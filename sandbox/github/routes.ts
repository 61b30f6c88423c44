/** Which call of GitHub's description a request is. Calls are named as it names them: `GET /repos/{owner}/{repo}`. */

export type Routed = { readonly call: string; readonly params: Readonly<Record<string, string>> };

const PREFIX = "/github/api";
/** Names of refs have slashes in them, encoded or not. */
const WITH_SLASHES = ["ref", "basehead", "branch"];

export const DISPATCH = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";

export function createRouter(calls: readonly string[]): (method: string, path: string) => Routed | null {
  const routes = calls
    .map((call) => ({ call, ...patternOf(call) }))
    .toSorted((one, other) => other.call.split("/").length - one.call.split("/").length);
  return (method, path) => {
    const asked = `${method} ${path.slice(PREFIX.length)}`;
    for (const { call, pattern, names } of routes) {
      const found = pattern.exec(asked);
      if (found === null) continue;
      const values = found.slice(1).map(decoded);
      if (values.includes(null)) return null;
      return { call, params: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) };
    }
    return null;
  };
}

function patternOf(call: string): { readonly pattern: RegExp; readonly names: readonly string[] } {
  const names = [...call.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const source = call
    .replace(/[.]/g, "\\.")
    .replace(/\{(\w+)\}/g, (_, name: string) => (WITH_SLASHES.includes(name) ? "(.+)" : "([^/]+)"));
  return { pattern: new RegExp(`^${source}$`), names };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
