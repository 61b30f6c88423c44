import type { EffectId } from "../ids.ts";
import type { DeploymentId } from "./deployment.ts";
import type { DeploymentEffectKind } from "./effect.ts";

/**
 * The one place where ids of deployments' effects are built: `<deployment>/<version>/<kind>[/<what>]`, where `version` is
 * that of the event that caused the effect. A run carries the id of its effect as `deploy_id`.
 */
export function effectIdOf(of: {
  readonly deployment: DeploymentId;
  readonly version: number;
  readonly kind: DeploymentEffectKind;
  readonly what: string | null;
}): EffectId {
  const id = `${of.deployment}/${of.version}/${of.kind}`;
  return (of.what === null ? id : `${id}/${of.what}`) as EffectId; // The brand's only maker.
}

/** Which kind of effect it is, read back from its id. */
export function kindOf(effect: EffectId): string | undefined {
  return effect.split("/")[2];
}

type Work = { readonly effect: EffectId; readonly kind: string | undefined };

/** Level-triggered effects of one kind are one work: the latest success makes good every earlier failure. */
export function isSameWork(one: Work, other: Work): boolean {
  return one.effect === other.effect || (one.kind === other.kind && one.kind === "refresh-card");
}
