import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What a stand-in remembers between starts: keys and values, appended to a file before the call is answered,
 * so that a killed sandbox has forgotten nothing it told the bot. Without a path it remembers in memory only.
 */
export class Journal {
  readonly #path: string | null;
  readonly #values = new Map<string, unknown>();

  constructor(path: string | null) {
    this.#path = path;
    if (path === null) return;
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) {
      for (const line of readFileSync(path, "utf8").split("\n")) this.#replay(line);
      const compact = [...this.#values].map(([key, value]) => `${JSON.stringify({ key, value })}\n`).join("");
      writeFileSync(`${path}.new`, compact);
      renameSync(`${path}.new`, path);
    }
  }

  /** A last line cut off by a kill was never answered for, so it may be dropped. */
  #replay(line: string): void {
    if (line === "") return;
    try {
      const { key, value } = JSON.parse(line) as { key: string; value?: unknown };
      if (value === undefined) this.#values.delete(key);
      else this.#values.set(key, value);
    } catch {
      return;
    }
  }

  put(key: string, value: unknown): void {
    this.#values.set(key, value);
    if (this.#path !== null) appendFileSync(this.#path, `${JSON.stringify({ key, value })}\n`);
  }

  delete(key: string): void {
    this.#values.delete(key);
    if (this.#path !== null) appendFileSync(this.#path, `${JSON.stringify({ key })}\n`);
  }

  get<T>(key: string): T | undefined {
    return this.#values.get(key) as T | undefined;
  }

  /** Values whose key begins with `prefix`, oldest first. */
  all<T>(prefix: string): T[] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value as T);
  }
}
