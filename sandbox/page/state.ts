import type { Fault } from "../faults.ts";
import type { SandboxRun, SandboxStep } from "../github/world.ts";
import type { SandboxLogEntry } from "../pagerduty/world.ts";
import type { SandboxChannel, SandboxMessage, SandboxUser, SandboxView } from "../slack/world.ts";

/** What the page is told about the world: everything one person sees while looking at one channel. */
export type PageState = {
  readonly you: SandboxUser;
  readonly users: readonly SandboxUser[];
  readonly botUserId: string;
  readonly profileName: string;
  readonly botReady: boolean;
  /** Those the person may see: public ones and those they are a member of. */
  readonly channels: readonly PageChannel[];
  readonly channel: string | null;
  /** Of `channel`, oldest first; only the newest are sent. */
  readonly messages: readonly PageMessage[];
  /** How many older messages of `channel` were left out. */
  readonly leftOut: number;
  readonly pinned: readonly PageMessage[];
  readonly views: readonly SandboxView[];
  readonly home: Readonly<Record<string, unknown>> | null;
  readonly pages: readonly PagedIncident[];
  readonly asked: readonly AskedOfVendor[];
  /** The newest ones, oldest first. */
  readonly runs: readonly PageRun[];
  readonly askedOfGitHub: readonly AskedOfVendor[];
  readonly faults: readonly Fault[];
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly ShortcutHint[];
};

export type PageChannel = SandboxChannel & {
  /** The newest messages of others, for unread marks; newest last. */
  readonly recent: readonly { readonly ts: string; readonly mentionsYou: boolean }[];
};

export type PageMessage = Omit<SandboxMessage, "files" | "metadata"> & {
  readonly files: readonly PageFile[];
};

/** The beginning of a file; the whole is at `/page/file/<id>`. */
export type PageFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly preview: string;
  readonly bytes: number;
};

/** An incident at PagerDuty, with the names people know; times are epoch milliseconds. */
export type PagedIncident = {
  readonly id: string;
  readonly title: string;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly policy: string;
  readonly level: number;
  /** Whose phone rings; `id` is PagerDuty's. */
  readonly assigned: readonly { readonly id: string; readonly name: string }[];
  readonly createdAt: number;
  readonly escalatesAt: number | null;
  readonly log: readonly {
    readonly id: string;
    readonly type: SandboxLogEntry["type"];
    readonly at: number;
    readonly who: string | null;
  }[];
};

/** A run of a workflow on GitHub, with the job it is at; times are epoch milliseconds. */
export type PageRun = {
  readonly id: number;
  readonly repository: string;
  readonly title: string;
  readonly attempt: number;
  readonly status: SandboxRun["status"];
  readonly conclusion: SandboxRun["conclusion"];
  /** It moves no more by itself, and waits for nobody. */
  readonly hangs: boolean;
  readonly createdAt: number;
  readonly job: string | null;
  readonly steps: readonly Pick<SandboxStep, "name" | "number" | "status" | "conclusion">[];
};

/** `number` counts the calls; `status` is 0 when the stand-in broke the connection. */
export type AskedOfVendor = {
  readonly number: number;
  readonly at: number;
  readonly call: string;
  readonly status: number;
};

/** One line of the completion under the composer. `name` is empty for the bare command. */
export type CommandHint = {
  readonly command: string;
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
};

export type ShortcutHint = {
  readonly callbackId: string;
  readonly name: string;
  readonly where: "message" | "global";
};
