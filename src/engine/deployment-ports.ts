import type { DeploymentCommand, Rights } from "../domain/deployment/command.ts";
import type { DeploymentRefusal, Version } from "../domain/deployment/decision.ts";
import type { Deployment, Outlook } from "../domain/deployment/deployment.ts";
import type { DeploymentAddressee } from "../domain/deployment/effect.ts";
import type { DeploymentEvent } from "../domain/deployment/event.ts";
import type { Gate } from "../domain/deployment/gates.ts";
import type { DeliveryKey, Instant, SlackUserId } from "../domain/ids.ts";
import type { Actor } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Advice } from "../domain/recovery/advice.ts";
import type { BackupRecord } from "../domain/recovery/backups.ts";
import type { DeploymentRef, GoodAsk, Hold } from "./deployment-store.ts";
import type { Message } from "./ports.ts";

/** What commands, buttons and workers may ask about deployments, and the messages that are made of them. */

export type DeploymentAsk = {
  readonly command: DeploymentCommand;
  readonly by: Actor;
  /** Null for what Tocsin does by itself. */
  readonly rights: Rights | null;
  readonly deployment: DeploymentRef;
  /** Acted on once, as for incidents. */
  readonly key: DeliveryKey | null;
};

export type DeploymentResult =
  | {
      readonly kind: "accepted";
      readonly deployment: Deployment;
      readonly events: readonly DeploymentEvent[];
    }
  | {
      readonly kind: "refused";
      readonly refusal: DeploymentRefusal;
      readonly deployment: Deployment | null;
    }
  | { readonly kind: "quiet"; readonly deployment: Deployment | null };

/** The one way to change a deployment. Rejects with `NotSaved` when the database cannot be reached. */
export interface DeploymentDispatcher {
  dispatch(ask: DeploymentAsk): Promise<DeploymentResult>;
}

/** A deployment with everything its card shows. */
export type DeploymentScene = {
  readonly deployment: Deployment;
  readonly gates: readonly Gate[];
  /** The deployment that has its place while it is queued. */
  readonly behind: number | null;
  /** What each way back costs; empty where nothing is destroyed. */
  readonly advice: readonly Advice[];
  readonly at: Instant;
};

/** Messages the workers need; `main.ts` hands in the views. */
export interface DeploymentViews {
  card(scene: DeploymentScene, profile: Profile): Message;
  notice(
    about: {
      readonly deployment: Deployment;
      readonly event: DeploymentEvent;
      readonly by: Actor;
      readonly to: DeploymentAddressee;
    },
    profile: Profile,
  ): Message;
  /** One line for the timeline of an incident, plain text. */
  line(
    about: { readonly deployment: Deployment; readonly event: DeploymentEvent; readonly by: Actor },
    profile: Profile,
  ): string;
  holdTaken(hold: Hold, taken: { readonly by: SlackUserId; readonly why: string }): Message;
  holdEnds(hold: Hold): Message;
  holdReleased(hold: Hold): Message;
  /** Taken, and by nobody verified since. */
  backupUnverified(record: BackupRecord, profile: Profile): Message;
  backupMissed(record: BackupRecord, wanted: { readonly everyMs: number }, profile: Profile): Message;
}

/** Where a service stands in one environment. */
export type Standing = {
  readonly environment: string;
  readonly good: {
    readonly number: number;
    readonly ref: string;
    readonly sha: string;
    readonly at: Instant;
  } | null;
  readonly open: readonly Deployment[];
  readonly holds: readonly Hold[];
};

export type HoldAsk = {
  readonly service: string | null;
  readonly environment: string | null;
  readonly by: SlackUserId;
  readonly why: string;
  readonly until: Instant | null;
  /** Takes it from somebody else, who is told. */
  readonly steal: boolean;
  /** Who may deploy may hold others back. Null while it is not known, which is no; the same for the next. */
  readonly mayDeploy: boolean | null;
  readonly mayOverride: boolean | null;
};

export type HoldResult =
  | { readonly kind: "held"; readonly hold: Hold; readonly takenFrom: Hold | null }
  | { readonly kind: "released"; readonly hold: Hold }
  /** Another has it. */
  | { readonly kind: "taken"; readonly hold: Hold }
  | { readonly kind: "none" }
  /** `known` is false while it could not be found out. */
  | { readonly kind: "may-not"; readonly what: "deploy" | "override"; readonly known: boolean };

/** What would go out to an environment now. */
export type Diff =
  | {
      readonly kind: "seen";
      readonly ref: string;
      readonly sha: string;
      /** What is good there now; null when nothing was verified there yet. */
      readonly good: Version | null;
      /** Null when there is nothing to compare with. */
      readonly change: Outlook["change"];
    }
  /** Sentences of whom it was asked. */
  | { readonly kind: "unseen"; readonly reason: string; readonly cure: string }
  | { readonly kind: "not-deployed-from-here" };

/** Looks, and what holds others back. A look never writes. */
export interface DeploymentDesk {
  /** As it stands, without what its card needs beside it. */
  find(number: number): Promise<Deployment | null>;
  scene(number: number): Promise<DeploymentScene | null>;
  standing(service: string): Promise<readonly Standing[]>;
  history(ask: {
    readonly service: string | null;
    readonly environment: string | null;
    readonly limit: number;
  }): Promise<readonly Deployment[]>;
  /** Asks GitHub, for two seconds at most. `ref` null takes the manual's. */
  diff(ask: {
    readonly service: string;
    readonly environment: string;
    readonly ref: string | null;
  }): Promise<Diff>;
  open(): Promise<readonly Deployment[]>;
  backups(): Promise<readonly BackupRecord[]>;
  /** What a rollback may go back to, newest first. */
  good(ask: GoodAsk): Promise<readonly Version[]>;
  holds(): Promise<readonly Hold[]>;
  lock(ask: HoldAsk): Promise<HoldResult>;
  unlock(ask: HoldAsk): Promise<HoldResult>;
  freeze(ask: HoldAsk): Promise<HoldResult>;
  thaw(ask: HoldAsk): Promise<HoldResult>;
}
