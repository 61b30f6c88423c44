import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Profile } from "../domain/profile.ts";
import { buildProfile } from "./build.ts";
import { checkManual } from "./check.ts";
import { mistakesOf, sentence } from "./explain.ts";
import type { Fault, Mistake } from "./fault.ts";
import { ProfileFaults } from "./fault.ts";
import { salvage } from "./salvage.ts";
import { Manual } from "./schema.ts";
import { readSource, type Source } from "./source.ts";

export { ProfileFaults } from "./fault.ts";

/** Reads the ops profile at `path`. Throws `ProfileFaults` with everything that is wrong with it. */
export function loadProfile(path: string): Profile {
  return parseProfile(readText(path), path);
}

/** The profile in `text`; `name` is what faults call the file. Throws `ProfileFaults`, never anything else. */
export function parseProfile(text: string, name: string): Profile {
  const source = readSource(text, name);
  if (source.value === undefined) throw new ProfileFaults(source.faults);
  const parsed = Manual.safeParse(source.value, { error: sentence });
  const mistakes = parsed.success ? [] : mistakesOf(parsed.error.issues);
  const manual = parsed.success ? parsed.data : salvage(source.value);
  const broken = new Set([...mistakes.map(({ path }) => path[0]), ...source.faults.map(({ path }) => path)]);
  const further = manual === null ? [] : checkManual(manual, source.keys, broken);
  const faults = inOrder([...source.faults, ...placed(source, [...mistakes, ...further])]);
  if (faults.length > 0 || manual === null) throw new ProfileFaults(faults);
  return buildProfile(
    manual,
    (section) => source.keys([section]),
    createHash("sha256").update(text).digest("hex"),
  );
}

function placed(source: Source, mistakes: readonly Mistake[]): readonly Fault[] {
  return mistakes.map((mistake) => source.fault(mistake));
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const problem = `cannot be read: ${WHY[code] ?? code}. Set PROFILE to the path of your profile, for example profiles/example.yml.`;
    throw new ProfileFaults([{ file: path, line: null, column: null, path: "", problem }]);
  }
}
