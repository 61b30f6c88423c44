import type { Profile } from "../domain/profile.ts";
import { parseProfile } from "./load.ts";

/** The profile in force and those that govern older incidents: an incident keeps the manual it began with. */
export type KnownProfiles = {
  /** Null asks for the one in force. Throws when `load` was not asked for that hash before. */
  of(hash: string | null): Profile;
  load(hashes: readonly string[], bodyOf: (hash: string) => Promise<string | null>): Promise<void>;
};

export function createProfiles(current: Profile): KnownProfiles {
  const known = new Map([[current.hash, current]]);
  return {
    of: (hash) => {
      const profile = hash === null ? current : known.get(hash);
      if (profile === undefined) throw new Error(`profile ${hash} was not loaded before it was asked for`);
      return profile;
    },
    load: async (hashes, bodyOf) => {
      for (const hash of hashes) {
        if (known.has(hash)) continue;
        const body = await bodyOf(hash);
        known.set(hash, body === null ? current : parsedOr(current, body, hash));
      }
    },
  };
}

/** A manual written for an older version may not parse any more; the one in force is the next best truth. */
function parsedOr(current: Profile, body: string, hash: string): Profile {
  try {
    return parseProfile(body, `profile ${hash.slice(0, 12)}`);
  } catch {
    return { ...current, hash };
  }
}
