import type { EffectBody, EffectKind } from "../effect.ts";
import type { EffectId, IncidentId } from "../ids.ts";

/** What a message was to say and to whom, read back from its id. */
type PostWords = {
  /** A person's id, or the kind of the other addressees. */
  readonly to: string;
  readonly about: string;
  /** For trouble: the kind of effect that is in trouble. */
  readonly troubled: string | null;
};

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

/** A page's own part of the ids of what is done about it: everything behind its incident's id. */
export function pageWord(page: EffectId): string {
  return page.split("/").slice(1).join("/");
}

/** The last parts of a post's id: to whom, about which event, and for trouble about which kind of effect. */
export function postWhat(post: Extract<EffectBody, { readonly kind: "post" }>): string {
  const { to, about } = post;
  const words = [to.kind === "person" ? to.user : to.kind, about.type];
  return [...words, ...(about.type === "effect-troubled" ? [about.kind] : [])].join("/");
}

/** Null for the id of anything but a post. */
export function postWordsOf(effect: EffectId): PostWords | null {
  const [, , kind, to = "", about = "", troubled = null] = effect.split("/");
  return kind === "post" ? { to, about, troubled } : null;
}
