import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import { isLoopback } from "../http.ts";
import type { SitesWorld } from "./stand-in.ts";

/**
 * The manual that a bot in the sandbox is given: what its health checks look at is answered here, since the addresses of
 * an example are nobody's, and those of a real manual lie outside this machine. All else stays as written, line by line.
 */

/** Writes the copy into `folder`, under the manual's own name, and returns where it is. */
export function copyOfManual(path: string, folder: string, sites: Pick<SitesWorld, "addressOf">): string {
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(path));
  writeFileSync(copy, withSites(readFileSync(path, "utf8"), sites));
  return copy;
}

/** What runs on this machine is looked at itself. */
export function withSites(text: string, { addressOf }: Pick<SitesWorld, "addressOf">): string {
  const found = new Map<number, { readonly end: number; readonly address: string }>();
  const manual = parseDocument(text);
  visit(manual, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key)) return;
      for (const node of lookedAt(manual, String(key.value), value)) {
        const named = isAlias(node) ? node.resolve(manual) : node;
        if (!isScalar(named) || !isElsewhere(named.value)) continue;
        // An alias is written over itself: what it stands for may be a link as well.
        const [start = 0, end = start] = (isAlias(node) ? node.range : named.range) ?? [];
        found.set(start, { end, address: addressOf(String(named.value)) });
      }
    },
  });
  return [...found]
    .toSorted(([one], [other]) => other - one)
    .reduce(
      (whole, [start, { end, address }]) =>
        whole.slice(0, start) + JSON.stringify(address) + whole.slice(end),
      text,
    );
}

/** `health: { app: <address> }` of services and environments, and `check: [<address>]` of steps. */
function lookedAt(manual: Document, key: string, value: unknown): readonly unknown[] {
  const held = isAlias(value) ? value.resolve(manual) : value;
  if (key === "health" && isMap(held)) return held.items.map((pair) => pair.value);
  return key === "check" && isSeq(held) ? held.items : [];
}

function isElsewhere(value: unknown): boolean {
  if (typeof value !== "string" || !/^https?:\/\//.test(value) || !URL.canParse(value)) return false;
  return !isLoopback(new URL(value).host);
}
