import type { CommandOf } from "../domain/deployment/answer.ts";
import type { Instant, SlackChannelId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { HoldAsk } from "../engine/deployment-ports.ts";

/** One sub-command of `/deploy`: help, did-you-mean and the table of commands derive from these. */
export type DeploySubCommand = {
  readonly name: string;
  /** As typed, `/deploy` included. */
  readonly usage: string;
  readonly summary: string;
  /** True where times are read by the clock of whoever typed them. */
  readonly timed?: true;
  readonly parse: (typed: DeployTyped) => DeployUnderstood;
};

export type DeployTyped = {
  /** What follows the sub-command's name: normalised, Slack's tokens still in it. */
  readonly text: string;
  readonly channel: SlackChannelId | null;
  readonly profile: Profile;
  readonly now: Instant;
  /** By whose clock the person reads times. */
  readonly zone: string;
};

export type Propose = CommandOf<"propose">;

/** What was meant. Pure: nothing was looked up. */
export type DeployUnderstood =
  | { readonly kind: "propose"; readonly command: Propose }
  | { readonly kind: "cancel"; readonly number: number; readonly why: string | null }
  | Held
  /** Words are missing, so a form asks for them. */
  | { readonly kind: "form"; readonly form: DeployForm }
  | Look
  | { readonly kind: "help" }
  /** `sentence` says what is missing, as mrkdwn of ours; the usage is added to it. */
  | { readonly kind: "wrong"; readonly sentence: string };

export type Held = {
  readonly kind: "hold";
  readonly does: "lock" | "unlock" | "freeze" | "thaw";
  readonly ask: Pick<HoldAsk, "service" | "environment" | "why" | "until" | "steal">;
};

/** What is known by then stands in the form already. */
export type DeployForm =
  | {
      readonly of: "propose";
      readonly service: string | null;
      readonly ref: string | null;
      readonly environment: string | null;
      readonly why: string | null;
    }
  | { readonly of: "restore"; readonly backup: string | null }
  | { readonly of: "lock"; readonly service: string | null; readonly environment: string | null };

export type Look =
  | { readonly kind: "show"; readonly number: number }
  | { readonly kind: "open" }
  | { readonly kind: "backups" }
  | { readonly kind: "where"; readonly service: string }
  | { readonly kind: "holds" }
  | { readonly kind: "history"; readonly service: string | null; readonly environment: string | null }
  | {
      readonly kind: "diff";
      readonly service: string;
      readonly ref: string | null;
      readonly environment: string;
    };

export function wrong(sentence: string): DeployUnderstood {
  return { kind: "wrong", sentence };
}
