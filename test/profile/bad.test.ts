import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadProfile, ProfileFaults } from "../../src/profile/load.ts";
import { MISTAKES } from "./mistakes.ts";
import { DELIVERY_MISTAKES } from "./mistakes-delivery.ts";

const ALL = { ...MISTAKES, ...DELIVERY_MISTAKES };
const FOLDER = "test/fixtures/profiles";

function faultsOf(path: string): readonly string[] {
  try {
    loadProfile(path);
  } catch (error) {
    if (error instanceof ProfileFaults) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("a bad profile says exactly what is wrong and where", () => {
  it.each(Object.entries(ALL))("%s", (mistake, sentences) => {
    const path = `${FOLDER}/bad-${mistake}.yml`;
    expect(faultsOf(path)).toEqual(sentences.map((sentence) => `${path}:${sentence}`));
  });

  it("has its sentences for every bad file", () => {
    const files = readdirSync(FOLDER).flatMap((file) => /^bad-(.+)\.yml$/u.exec(file)?.[1] ?? []);
    expect(new Set(files)).toEqual(new Set(Object.keys(ALL)));
  });

  it("says how to name the file when there is none", () => {
    expect(faultsOf("profiles/nowhere.yml")).toEqual([
      "profiles/nowhere.yml cannot be read: there is no such file. Set PROFILE to the path of your profile, for example profiles/example.yml.",
    ]);
    expect(faultsOf("profiles")).toEqual([
      "profiles cannot be read: it is a folder. Set PROFILE to the path of your profile, for example profiles/example.yml.",
    ]);
  });
});
