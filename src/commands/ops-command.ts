import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Edge } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";

/** One sub-command of `/ops`: help, did-you-mean and the table of commands derive from these. */
export type OpsCommand = {
  readonly name: string;
  /** As typed, `/ops` included. */
  readonly usage: string;
  readonly summary: string;
  readonly run: (typed: OpsTyped, edge: Edge) => Promise<Message>;
};

export type OpsTyped = {
  /** What follows the sub-command's name: normalised, Slack's tokens still in it. */
  readonly text: string;
  readonly by: SlackUserId;
  readonly channel: SlackChannelId;
  /** Slack's own id of the request. */
  readonly triggerId: string;
};
