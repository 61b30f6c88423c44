import { z } from "zod";
import type { Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";

/** Who the bot is in this workspace, learnt once; until then Slack is not reached and `/readyz` says so. */
export type Identity = {
  readonly botUserId: string;
  readonly botId: string;
  readonly team: string;
  readonly teamId: string;
};

const AUTH = z.object({ user_id: z.string(), bot_id: z.string(), team: z.string(), team_id: z.string() });

export async function whoAmI(call: Call): Promise<Outcome<Identity>> {
  const answer = await call("auth.test", {}, AUTH);
  if (answer.kind !== "done") return answer;
  const { user_id: botUserId, bot_id: botId, team, team_id: teamId } = answer.receipt;
  return { kind: "done", receipt: { botUserId, botId, team, teamId } };
}
