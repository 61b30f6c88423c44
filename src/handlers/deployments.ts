import type { Propose } from "../commands/deploy-command.ts";
import { askAbout, askToPropose, noSuchDeployment, toldOfDeployment } from "../commands/deploy-told.ts";
import { saying } from "../commands/told.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { DEPLOYMENT_ACTIONS } from "../views/deployment-actions.ts";
import { breakGlassModal, rejectModal } from "../views/deployment-modals.ts";
import { rollBackModal } from "../views/deployment-modals-back.ts";
import { formNotOpened } from "../views/reply.ts";
import { type CardValue, parseCardValue } from "./card-value.ts";
import { DEPLOYMENT_CHANGES } from "./deployment-value.ts";
import { actionKey } from "./keys.ts";
import { BlockActions } from "./payload.ts";
import { tellClicker } from "./tell-clicker.ts";

/** The buttons of deployments. Each press reads what the deployment is now, whatever the message still shows. */

export function deploymentActionRoutes(edge: Edge): ReadonlyMap<string, Route> {
  const changes = Object.keys(DEPLOYMENT_CHANGES).map((id) => [id, changing(edge)] as const);
  const forms = Object.entries(FORMS).map(([id, view]) => [id, opening(edge, view)] as const);
  return new Map<string, Route>([
    ...changes,
    ...forms,
    [DEPLOYMENT_ACTIONS.proposeAgain, proposingAgain(edge)],
  ]);
}

function changing(edge: Edge): Route {
  return withValue(edge, async (click, action, value) => {
    const command = DEPLOYMENT_CHANGES[action.action_id]?.(value) ?? null;
    if (command === null) return tellClicker(click, saying(OLD), edge);
    const asker = { user: click.user.id, key: actionKey(click, action) };
    const result = await askAbout(value.number, command, asker, edge);
    if (result.kind === "accepted" && isShown(result.deployment, click)) return { kind: "nothing" };
    return tellClicker(click, await toldOfDeployment(result, command, edge), edge);
  });
}

/** The card itself, where it was pressed, shows what was done. */
function isShown({ card }: Deployment, click: BlockActions): boolean {
  return card !== null && card.channel === click.channel?.id && card.ts === click.container.message_ts;
}

type Opening = (about: {
  readonly deployment: Deployment;
  readonly click: BlockActions;
  readonly edge: Edge;
}) => Promise<object | null>;

/** Null when it is gone by now. */
const FORMS: Readonly<Record<string, Opening>> = {
  [DEPLOYMENT_ACTIONS.reject]: async ({ deployment, edge }) =>
    rejectModal(deployment, await edge.manualOf(deployment)),
  [DEPLOYMENT_ACTIONS.breakGlass]: async ({ deployment, edge }) => {
    const scene = await edge.deployments.desk.scene(deployment.number);
    return scene === null ? null : breakGlassModal(scene, await edge.manualOf(deployment));
  },
  [DEPLOYMENT_ACTIONS.rollBack]: async ({ deployment, click, edge }) => {
    const { number, service, environment, requestedIn } = deployment;
    const versions = await edge.deployments.desk.good({ service, environment, named: null, limit: VERSIONS });
    const channel = click.channel?.id ?? requestedIn;
    const form = { service, environment, versions, channel, why: `#${number} is taken back.` };
    return rollBackModal(form, edge.profile());
  },
};

const VERSIONS = 50;

function opening(edge: Edge, view: Opening): Route {
  return withValue(edge, async (click, _action, { number }) => {
    const deployment = await edge.deployments.desk.find(number);
    const form = deployment === null ? null : await view({ deployment, click, edge });
    if (form === null) return tellClicker(click, noSuchDeployment(edge), edge);
    const opened = await edge.chat.openView(click.trigger_id, form);
    return opened.kind === "done"
      ? { kind: "nothing" }
      : tellClicker(click, formNotOpened(`/deploy status ${number}`), edge);
  });
}

/** The same under a number of its own: the ref is looked at anew, and a dry run stays one. */
function proposingAgain(edge: Edge): Route {
  return withValue(edge, async (click, action, { number }) => {
    const before = await edge.deployments.desk.find(number);
    if (before === null) return tellClicker(click, noSuchDeployment(edge), edge);
    const command = likeBefore(before, click.channel?.id ?? before.requestedIn);
    const asker = { user: click.user.id, key: actionKey(click, action) };
    const result = await askToPropose(command, asker, edge);
    return tellClicker(click, await toldOfDeployment(result, command, edge), edge);
  });
}

function likeBefore(before: Deployment, requestedIn: Propose["requestedIn"]): Propose {
  const { kind, service, environment, subject, ref, why, dryRun, database, restoreTo, backTo } = before;
  return {
    type: "propose",
    kind,
    service,
    environment,
    subject,
    // A rollback names the good version by its number: a branch has moved on since.
    ref: kind === "rollback" ? (backTo === null ? null : String(backTo)) : kind === "deploy" ? ref : null,
    why,
    dryRun,
    database,
    restoreTo,
    requestedIn,
    for: null,
  };
}

type Action = BlockActions["actions"][number];
type Doing = (click: BlockActions, action: Action, value: CardValue) => Promise<Answer>;

const OLD =
  "This button is from an older version of Tocsin and does nothing. `/deploy status` shows what is under way.";

function withValue(edge: Edge, doing: Doing): Route {
  return async (body) => {
    const click = BlockActions.parse(body);
    const [action] = click.actions;
    const value = parseCardValue(action?.value ?? "");
    return action === undefined || value === null
      ? tellClicker(click, saying(OLD), edge)
      : doing(click, action, value);
  };
}
