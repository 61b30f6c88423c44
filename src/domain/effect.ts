import type { EffectId, SlackUserId } from "./ids.ts";
import type { IncidentEvent } from "./incident/event.ts";
import type { Actor } from "./incident/incident.ts";
import type { PageTarget } from "./profile.ts";

/**
 * Something the bot sets out to do in the world, in our own words. Written in the transaction that decided
 * it, carried out by a worker, and told to people as done only when its receipt is stored.
 */
export type Effect = { readonly id: EffectId } & EffectBody;

export type EffectBody =
  | { readonly kind: "create-channel" }
  | { readonly kind: "set-topic" }
  | { readonly kind: "add-bookmark"; readonly title: string; readonly url: string }
  | { readonly kind: "invite"; readonly who: Invitee }
  /** Posted by one effect only, so that two workers cannot post two cards. */
  | { readonly kind: "post-card" }
  /** Level-triggered: renders the incident as it is when the worker runs, into the card that is there. */
  | { readonly kind: "refresh-card" }
  | { readonly kind: "pin-card" }
  /** One message in the announcements channel, posted by one effect and edited in place by `refresh-announcement`. */
  | { readonly kind: "announce" }
  | { readonly kind: "refresh-announcement" }
  /** One message of its own, said once, about an event. */
  | { readonly kind: "post"; readonly to: Addressee; readonly about: IncidentEvent; readonly by: Actor }
  | {
      readonly kind: "page";
      readonly policy: string;
      readonly target: PageTarget;
      readonly reason: string | null;
      /** The page it proves on a second way; null for the page itself. */
      readonly again: EffectId | null;
    }
  /** Direct messages to whom a page was to wake, and a mention in the channel. */
  | { readonly kind: "summon"; readonly page: EffectId; readonly target: PageTarget }
  | { readonly kind: "acknowledge-page"; readonly page: EffectId; readonly by: SlackUserId | null }
  | { readonly kind: "resolve-page"; readonly page: EffectId }
  /** Writes the post-mortem draft and shares it as a file in the channel. */
  | { readonly kind: "share-postmortem" }
  /** Shows the draft as a message: in the channel, or to who asked when there is none. */
  | { readonly kind: "show-postmortem"; readonly by: Actor }
  /** Puts the stored effect of that id back in the queue, unchanged: a person asked to try again, and vendor keys must stay. */
  | { readonly kind: "retry"; readonly effect: EffectId; readonly hurried: boolean };

export type EffectKind = EffectBody["kind"];

/** A person, or a people group or role of the profile that is looked up when the worker runs. */
export type Invitee =
  | { readonly kind: "person"; readonly user: SlackUserId }
  | { readonly kind: "group"; readonly group: string }
  /** Whoever PagerDuty says is on call for the policy, given by PagerDuty's own name or id as in `PageTarget`. */
  | { readonly kind: "on-call"; readonly policy: string };

export type Addressee =
  | { readonly kind: "incident-channel" }
  | { readonly kind: "announcements" }
  | { readonly kind: "person"; readonly user: SlackUserId };

/** Why an effect is not done, in words for people: what, why, and the way out. */
export type Trouble = {
  readonly reason: string;
  readonly cure: string;
};
