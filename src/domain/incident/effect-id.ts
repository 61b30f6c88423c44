import type { EffectKind } from "../effect.ts";
import type { EffectId, IncidentId } from "../ids.ts";

/**
 * The one place where effect ids are built: `<incident>/<version>/<kind>[/<what>]`. `version` is that of the
 * event that caused the effect, so deciding the same thing twice gives the same key and vendors see one request.
 */
export function effectIdOf(of: {
  readonly incident: IncidentId;
  readonly version: number;
  readonly kind: EffectKind;
  readonly what: string | null;
}): EffectId {
  const id = `${of.incident}/${of.version}/${of.kind}`;
  return (of.what === null ? id : `${id}/${of.what}`) as EffectId; // The brand's only maker.
}
