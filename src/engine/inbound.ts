import type { Profile } from "../domain/profile.ts";
import type { Chat, Clock, Dispatcher, Message, Queries } from "./ports.ts";

/**
 * What the edge answers to a person, in our own words. A route returns it after the change is durable, and only
 * then is the request acknowledged: acknowledging early cannot be written by mistake.
 */
export type Answer =
  | { readonly kind: "nothing" }
  /** Only the person who asked sees it. */
  | { readonly kind: "message"; readonly message: Message }
  /** Sentences at the fields of a form, by block id; the form stays open with what was typed. */
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> }
  /** Another view in place of the form. */
  | { readonly kind: "view"; readonly view: object };

/** Takes the payload as Slack sent it, unchecked. Rejects with `NotSaved` when nothing could be stored. */
export type Route = (body: unknown) => Promise<Answer>;

/** One map per kind of request: by command, action id, callback id of a form or shortcut, event type. */
export type Routes = {
  readonly commands: ReadonlyMap<string, Route>;
  readonly actions: ReadonlyMap<string, Route>;
  readonly forms: ReadonlyMap<string, Route>;
  readonly shortcuts: ReadonlyMap<string, Route>;
  readonly events: ReadonlyMap<string, Route>;
};

export const NOTHING: Answer = { kind: "nothing" };

/** What commands and handlers work with. */
export type Edge = {
  readonly dispatcher: Dispatcher;
  readonly queries: Queries;
  readonly chat: Pick<Chat, "openView" | "publishHome">;
  readonly profile: () => Profile;
  readonly clock: Clock;
};
