import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Profile } from "../domain/profile.ts";

/** One sub-command: help, did-you-mean and the table of commands derive from these. */
export type SubCommand = {
  readonly name: string;
  /** As typed, `/incident` included. */
  readonly usage: string;
  readonly summary: string;
  readonly parse: (typed: Typed) => Understood;
};

export type Typed = {
  /** What follows the sub-command's name: normalised, Slack's tokens still in it. */
  readonly text: string;
  readonly by: SlackUserId;
  readonly channel: SlackChannelId;
  readonly profile: Profile;
};

/** What was meant. Pure: nothing was looked up. */
export type Understood =
  | { readonly kind: "declare"; readonly command: Extract<IncidentCommand, { type: "declare" }> }
  | { readonly kind: "declare-form" }
  | Change
  | {
      readonly kind: "look";
      readonly at: "show" | "timeline" | "next" | "changes";
      readonly named: number | null;
    }
  | { readonly kind: "list" }
  | { readonly kind: "help" }
  /** `sentence` says what is missing, as mrkdwn of ours; the usage is added to it. */
  | { readonly kind: "wrong"; readonly sentence: string };

export type Change = {
  readonly kind: "change";
  readonly named: number | null;
  readonly command: IncidentCommand;
  /**
   * When the text began with `INC-7`: what is meant if it was typed in an incident's channel, where the words
   * belong to the text ("note INC-7 looks the same").
   */
  readonly inChannel: IncidentCommand | null;
  /** A page to a person that was typed where there is no incident: one is declared for it. */
  readonly elsewhere?: { readonly user: SlackUserId; readonly why: string | null };
};

export function change(command: IncidentCommand, named: number | null = null): Change {
  return { kind: "change", named, command, inChannel: null };
}

export function wrong(sentence: string): Understood {
  return { kind: "wrong", sentence };
}
