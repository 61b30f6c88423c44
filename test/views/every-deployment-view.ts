import fc from "fast-check";
import type { Actor } from "../../src/domain/incident/incident.ts";
import type { Profile } from "../../src/domain/profile.ts";
import type { BackupRecord } from "../../src/domain/recovery/backups.ts";
import type { DeploymentScene, Diff, HoldResult } from "../../src/engine/deployment-ports.ts";
import type { Hold } from "../../src/engine/deployment-store.ts";
import type { Message, View } from "../../src/views/blocks.ts";
import { backupList, backupMissed, backupUnverified } from "../../src/views/deployment-backups.ts";
import { deploymentCard } from "../../src/views/deployment-card.ts";
import {
  deploymentDiff,
  deploymentHistory,
  deploymentStanding,
  deploymentsOpen,
} from "../../src/views/deployment-list.ts";
import { breakGlassModal, proposeModal, rejectModal } from "../../src/views/deployment-modals.ts";
import { restoreModal, rollBackModal } from "../../src/views/deployment-modals-back.ts";
import { deploymentNotice } from "../../src/views/deployment-notice.ts";
import { deploymentRefusal } from "../../src/views/deployment-refusal.ts";
import { deploymentAccepted, deploymentQuiet } from "../../src/views/deployment-reply.ts";
import { holdEnds, holdList, holdReleased, holdReply, holdTaken } from "../../src/views/hold-message.ts";
import { lockModal } from "../../src/views/hold-modal.ts";
import { aBackup, anEnvironment, HOUR } from "../support/deployment.ts";
import { BEN } from "../support/incident.ts";
import { hold, refusals, scene } from "./arbitrary-deployments.ts";
import { actor, maybe, text, url, word } from "./arbitrary-words.ts";
import { everyCommand, everyEvent } from "./deployment-events.ts";

type Shown = readonly (readonly [string, Message])[];

export type DeployState = {
  readonly scene: DeploymentScene;
  readonly hold: Hold;
  readonly by: Actor;
  readonly typed: string;
  readonly url: string;
  /** Keys of the manual. */
  readonly keys: readonly string[];
  readonly record: Omit<BackupRecord, "backup">;
};

const then = maybe(fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) }));

export const deployState: fc.Arbitrary<DeployState> = fc.record({
  scene,
  hold,
  by: actor,
  typed: text(2000),
  url: url.map((one) => one ?? ""),
  keys: fc.uniqueArray(word(60), { maxLength: 12 }),
  record: fc.record({ takenAt: then, verifiedAt: then, testedAt: then, reliableAt: then }),
});

/** The manual with environments, backups and plans of that name. */
function withDelivery(profile: Profile, { keys, scene: { deployment } }: DeployState): Profile {
  const approvals = { count: 1, from: [], expireMs: HOUR };
  const plans = keys.map((key) => ({ key, name: key, service: key, environment: key, steps: [], approvals }));
  const here = anEnvironment({
    key: deployment.environment,
    asksAboutDatabase: true,
    lockAfterRollbackMs: HOUR,
  });
  const environments = [here, ...keys.map((key) => anEnvironment({ key }))];
  return {
    ...profile,
    delivery: {
      ...profile.delivery,
      environments: Object.fromEntries([deployment.service, ...keys].map((key) => [key, environments])),
      backups: keys.map((key) => aBackup({ key, service: key, environment: key, testEveryMs: HOUR })),
      recovery: plans,
      mayDeploy: keys,
      mayOverride: keys,
    },
  };
}

/** Everything that is said of deployments, locks and backups. */
export function deploymentMessages(given: Profile, state: DeployState): Shown {
  const profile = withDelivery(given, state);
  const { scene: one, by, typed } = state;
  const { deployment } = one;
  const card = deploymentCard(one, profile);
  const events = everyEvent(typed, state.url, deployment);
  return [
    [`card of ${deployment.phase}`, card],
    [`plain card of ${deployment.phase}`, { text: card.text, blocks: card.plain ?? card.blocks }],
    ...events.flatMap((event) =>
      (["channel", "requester", "announcements"] as const).map(
        (to) => [`${event.type} to ${to}`, deploymentNotice({ deployment, event, by, to }, profile)] as const,
      ),
    ),
    ...refusals(typed).flatMap((refused) => [
      [`refusal ${refused.reason}`, deploymentRefusal(refused, deployment, profile)] as const,
      [`refusal ${refused.reason} of none`, deploymentRefusal(refused, null, profile)] as const,
    ]),
    ...everyCommand(typed).map(
      (command) =>
        [`reply to ${command.type}`, deploymentAccepted({ command, deployment, events }, profile)] as const,
    ),
    ["quiet", deploymentQuiet(deployment)],
    ["quiet of none", deploymentQuiet(null)],
    ...lists(profile, state),
    ...holds(profile, state),
  ];
}

function lists(
  profile: Profile,
  { scene: { deployment, at }, hold: held, typed, keys, record }: DeployState,
): Shown {
  const many = Array.from({ length: 60 }, () => deployment);
  const sha = "b".repeat(40);
  const good = { number: 9, ref: deployment.ref, sha, at };
  const standing = { environment: deployment.environment, good, open: many, holds: many.map(() => held) };
  const place = { service: deployment.service, environment: deployment.environment };
  const diffs: readonly Diff[] = [
    { kind: "seen", ref: deployment.ref, sha, good, change: deployment.outlook?.change ?? null },
    { kind: "unseen", reason: typed, cure: typed },
    { kind: "not-deployed-from-here" },
  ];
  return [
    ["history", deploymentHistory(many, place, profile)],
    ["history of all", deploymentHistory(many, { service: null, environment: null }, profile)],
    ["empty history", deploymentHistory([], place, profile)],
    ["open", deploymentsOpen(many, profile)],
    ["nothing open", deploymentsOpen([], profile)],
    [
      "standing",
      deploymentStanding(
        place.service,
        many.map(() => standing),
        profile,
      ),
    ],
    ["standing of none", deploymentStanding(place.service, [{ ...standing, good: null }], profile)],
    ["no standing", deploymentStanding(place.service, [], profile)],
    ...diffs.map((diff) => [`diff ${diff.kind}`, deploymentDiff(place, diff)] as const),
    [
      "backups",
      backupList(
        keys.map((backup) => ({ backup, ...record })),
        profile,
        at,
      ),
    ],
    ["backup unverified", backupUnverified({ backup: typed.slice(0, 60), ...record }, profile)],
    ["backup missed", backupMissed({ backup: typed.slice(0, 60), ...record }, { everyMs: HOUR }, profile)],
  ];
}

function holds(profile: Profile, { hold: held, typed }: DeployState): Shown {
  const results: readonly HoldResult[] = [
    { kind: "held", hold: held, takenFrom: held },
    { kind: "held", hold: held, takenFrom: null },
    { kind: "released", hold: held },
    { kind: "taken", hold: held },
    { kind: "none" },
    { kind: "may-not", what: "deploy", known: true },
    { kind: "may-not", what: "override", known: false },
  ];
  return [
    ["hold taken", holdTaken(held, { by: BEN, why: typed })],
    ["hold ends", holdEnds(held)],
    ["hold released", holdReleased(held)],
    ["holds", holdList(Array.from({ length: 60 }, () => held))],
    ["no holds", holdList([])],
    ...results.flatMap((result) =>
      (["lock", "unlock", "freeze", "thaw"] as const).map(
        (does) => [`${does} ${result.kind}`, holdReply(does, held, result, profile)] as const,
      ),
    ),
  ];
}

export function deploymentForms(given: Profile, state: DeployState): readonly (readonly [string, View])[] {
  const profile = withDelivery(given, state);
  const { scene: one, typed, keys, record } = state;
  const { service, environment, ref } = one.deployment;
  const place = { service, environment };
  const version = { number: 9, ref, sha: "b".repeat(40), at: one.at };
  const versions = Array.from({ length: 120 }, (_, index) => ({ ...version, number: index }));
  const records = keys.map((backup) => ({ backup, ...record }));
  const restore = { records, advice: one.advice, channel: null, at: one.at };
  return [
    ["propose", proposeModal(profile, { ...place, ref, why: typed }, "C0LOBBY")],
    [
      "propose from nothing",
      proposeModal(profile, { service: null, environment: null, ref: null, why: null }, null),
    ],
    ["propose nothing", proposeModal(given, { ...place, ref: null, why: null }, null)],
    ["reject", rejectModal(one.deployment, profile)],
    ["break the glass", breakGlassModal(one, profile)],
    ["roll back", rollBackModal({ ...place, versions, channel: "C0LOBBY", why: typed }, profile)],
    ["roll back to nothing", rollBackModal({ ...place, versions: [], channel: null, why: null }, given)],
    ["restore", restoreModal({ ...restore, backup: keys[0] ?? null }, profile)],
    ["restore nothing", restoreModal({ ...restore, backup: null }, given)],
    ["lock", lockModal(profile, place)],
    ["lock nothing", lockModal(given, { service: null, environment: null })],
  ];
}
