import type { Json } from "./json.ts";
import type { SandboxChannel, SandboxFile, SandboxMessage, SandboxView } from "./world.ts";

/** What the workspace keeps beyond what `world.ts` shows. */

export type KeptChannel = SandboxChannel & { readonly purpose?: string };

export type KeptMessage = SandboxMessage & {
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
};

/** `previous` is the view below it in the stack of modals. */
export type KeptView = SandboxView & { readonly root: string; readonly previous: string | null };

export type KeptHome = {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly view: Json;
};

/** `uploaded` is false between asking for an address and completing. */
export type KeptFile = SandboxFile & {
  readonly user: string;
  readonly created: number;
  readonly uploaded: boolean;
  readonly shares: readonly { readonly channel: string; readonly ts: string }[];
};

/** `message` is the one whose button was pressed, if any. Slack takes five posts within thirty minutes. */
export type KeptResponseUrl = {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly message: string | null;
  readonly issuedAt: number;
  readonly uses: number;
};
