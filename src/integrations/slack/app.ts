import { App, type Receiver } from "@slack/bolt";
import type { Route, Routes } from "../../engine/inbound.ts";
import { answerFor, type Respond } from "./ack.ts";
import { type Log, quietLogger } from "./log.ts";

/**
 * Bolt with one listener per kind of request, routed by a map: every further listener is started for every request,
 * and a hundred of them cost a quarter of the throughput. Listeners acknowledge with what a route returned.
 */

type BotIdentity = { readonly botUserId: string; readonly botId: string };

export type SlackAppOptions = {
  readonly receiver: Receiver;
  readonly botIdentity: BotIdentity;
  readonly routes: Routes;
  readonly respond: Respond;
  readonly log: Log;
};

type Body = Readonly<Record<string, unknown>>;

/** Makes no call: who the bot is was learnt at start, and is answered from memory. */
export function createSlackApp(options: SlackAppOptions): App {
  const { routes, botIdentity } = options;
  const app = new App({
    receiver: options.receiver,
    authorize: () => Promise.resolve({ ...botIdentity }),
    logger: quietLogger(options.log),
    convoStore: false,
  });
  // A failure must reach the receiver, which knows what to tell Slack and the person.
  app.error((error) => Promise.reject(error));
  const run = async (
    route: Route | undefined,
    body: Body,
    ack: (answer?: never) => Promise<void>,
  ): Promise<void> => {
    const answer = route === undefined ? unknown(body) : await route(body);
    await (ack as (given: unknown) => Promise<void>)(answerFor(body, answer, options.respond)); // each kind types its own ack
  };
  app.command(/.*/, ({ command, body, ack }) => run(routes.commands.get(command.command), body, ack));
  app.action(/.*/, ({ action, body, ack }) =>
    run(routes.actions.get("action_id" in action ? action.action_id : ""), { ...body }, ack),
  );
  app.view({ callback_id: /.*/, type: "view_submission" }, ({ view, body, ack }) =>
    run(routes.forms.get(view.callback_id), { ...body }, ack),
  );
  app.shortcut(/.*/, ({ shortcut, body, ack }) =>
    run(routes.shortcuts.get(shortcut.callback_id), { ...body }, ack),
  );
  app.event(/.*/, async ({ event, body, context }) => {
    // The bot joins the channels it makes and pins its own card; neither is news.
    if ("user" in event && event.user === context.botUserId) return;
    await routes.events.get(event.type)?.({ ...body });
  });
  return app;
}

/** A button without a route (a link, one of an older version) is only acknowledged; a command is told at once. */
function unknown(body: Body): Awaited<ReturnType<Route>> {
  if (typeof body["command"] !== "string") return { kind: "nothing" };
  const text = "Tocsin does not answer this command here. `/incident help` shows what it does.";
  return {
    kind: "message",
    message: { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] },
  };
}
