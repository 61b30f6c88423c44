import type { Profile } from "../domain/profile.ts";
import type { RotaSeen } from "./on-call-ports.ts";
import type { Rota } from "./ports.ts";

/** One level of a policy that somebody is on call for now, and how people name it. */
export type Place = {
  /** The policy's key in the manual. */
  readonly key: string;
  readonly policy: string;
  readonly url: string | null;
  readonly level: number;
  /** In lower case. */
  readonly emails: readonly string[];
  readonly names: string;
  readonly schedules: Rota["levels"][number]["schedules"];
  readonly aliases: readonly string[];
};

export function placesOf(seen: ReadonlyMap<string, RotaSeen>, profile: Profile): readonly Place[] {
  return [...seen].flatMap(([policy, found]) =>
    found.kind === "fresh" ? inRota(policy, found.rota, profile) : [],
  );
}

function inRota(policy: string, rota: Rota, profile: Profile): readonly Place[] {
  const naming = profile.escalation.filter(({ steps }) =>
    steps.some(({ page }) => page.kind === "pagerduty" && page.policy === policy),
  );
  return rota.levels.map(({ level, people, schedules }) => ({
    key: naming[0]?.key ?? policy,
    policy: rota.policy,
    url: rota.url,
    level,
    emails: people.flatMap(({ email }) => email?.toLowerCase() ?? []),
    names: people.map(({ name }) => name).join(", ") || "nobody",
    schedules,
    aliases: [policy, rota.policy, ...naming.flatMap(({ key, name }) => [key, name])],
  }));
}

/** Everything by which people may name the place, in lower case. */
export function namesOf({ aliases, schedules }: Place): readonly string[] {
  return [...aliases, ...schedules.map(({ name }) => name)].map((name) => name.toLowerCase());
}
