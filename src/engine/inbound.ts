import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentDesk, DeploymentDispatcher } from "./deployment-ports.ts";
import type { OnCallDesk } from "./on-call-ports.ts";
import type { Chat, Clock, Dispatcher, Message, People, Queries } from "./ports.ts";

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
  /** The manual in force, by which new incidents begin. */
  readonly profile: () => Profile;
  /** The manual that governs an incident or a deployment: the one it began with. Null asks for the one in force. */
  readonly manualOf: (governed: Pick<Incident, "profileHash"> | null) => Promise<Profile>;
  readonly clock: Clock;
  readonly onCall: OnCallDesk;
  readonly people: People;
  readonly deployments: { readonly dispatcher: DeploymentDispatcher; readonly desk: DeploymentDesk };
};
