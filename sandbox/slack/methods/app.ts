import type { Args } from "../args.ts";
import { validateMessage } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { Json } from "../json.ts";
import { refuseFaults } from "../refused.ts";
import { always, type Methods } from "./method.ts";

/** The app itself: who it is, where its socket is, whether blocks would be taken. */
export const app: Methods = {
  "api.test": { token: "none", run: (args) => ({ args: args.values }) },
  "auth.test": { run: whoAmI },
  "apps.connections.open": { token: "app", run: (_args, ctx) => ({ url: ctx.sockets.ticketUrl() }) },
  "team.info": { scopes: always("team:read"), run: team },
  "blocks.validate": { run: validate },
};

function whoAmI(_args: Args, ctx: Context): Json {
  return {
    url: `${ctx.url()}/`,
    team: ctx.team.name,
    user: ctx.bot.name,
    team_id: ctx.team.id,
    user_id: ctx.bot.userId,
    bot_id: ctx.bot.botId,
    is_enterprise_install: false,
  };
}

function team(_args: Args, ctx: Context): Json {
  return { team: { ...ctx.team, url: `${ctx.url()}/`, email_domain: "", icon: {} } };
}

function validate(args: Args): Json {
  refuseFaults(validateMessage(args.structure("blocks"), ""));
  return {};
}
