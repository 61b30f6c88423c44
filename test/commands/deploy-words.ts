import { DEPLOY_COMMANDS } from "../../src/commands/deploy.ts";
import type { DeployTyped, DeployUnderstood } from "../../src/commands/deploy-command.ts";
import { normalise } from "../../src/commands/text.ts";
import type { Profile } from "../../src/domain/profile.ts";
import { aBackup, anEnvironment, manualOf, propose } from "../support/deployment.ts";
import { LOBBY, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

/** The API and the shop, each in two environments; a backup of two words and a recovery plan. */
export function aDeployProfile(changes: Partial<Profile["delivery"]> = {}): Profile {
  const usual = manualOf().delivery;
  const { environments, recovery } = usual;
  const web = [anEnvironment({ key: "eu-live" }), anEnvironment({ key: "staging" })];
  const [app] = aProfile().services;
  if (app === undefined) throw new Error("the profile has services");
  return aProfile({
    services: [
      { ...app, key: "api", name: "Public API" },
      { ...app, key: "web", name: "Web shop" },
      { ...app, key: "paper", name: "Paper archive" },
    ],
    delivery: {
      ...usual,
      environments: { ...environments, web },
      backups: [aBackup(), aBackup({ key: "wal-log", kind: "wal" })],
      recovery: recovery.map((plan) => ({ ...plan, name: "Move to Cape Town" })),
      ...changes,
    },
  });
}

const AT = { channel: LOBBY, now: NINE, zone: "Africa/Johannesburg" } as const;

export function parse(name: string, text: string, more: Partial<DeployTyped> = {}): DeployUnderstood {
  const entry = DEPLOY_COMMANDS.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no sub-command ${name}`);
  return entry.parse({ ...AT, text: normalise(text), profile: aDeployProfile(), ...more });
}

export const PROPOSAL = propose();
