import type { DeliveryKey, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Answer, Edge } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";
import { backupList } from "../views/deployment-backups.ts";
import { deploymentCard } from "../views/deployment-card.ts";
import {
  deploymentDiff,
  deploymentHistory,
  deploymentStanding,
  deploymentsOpen,
} from "../views/deployment-list.ts";
import { proposeModal } from "../views/deployment-modals.ts";
import { restoreModal } from "../views/deployment-modals-back.ts";
import { holdList, holdReply } from "../views/hold-message.ts";
import { lockModal } from "../views/hold-modal.ts";
import { formNotOpened } from "../views/reply.ts";
import type { DeployForm, DeployUnderstood, Held, Look } from "./deploy-command.ts";
import { askAbout, askToPropose, noSuchDeployment, toldOfDeployment } from "./deploy-told.ts";

/** Carries out what was understood: asks for a change, or looks. */

export type Where = {
  readonly by: SlackUserId;
  readonly channel: SlackChannelId;
  readonly triggerId: string;
};

const LISTED = 20;

type Doable = Exclude<DeployUnderstood, { kind: "help" | "wrong" }>;

export async function performDeploy(understood: Doable, where: Where, edge: Edge): Promise<Answer> {
  const asker = { user: where.by, key: `slack:trigger:${where.triggerId}` as DeliveryKey }; // made here, from Slack's own id
  switch (understood.kind) {
    case "propose": {
      const { command } = understood;
      return say(await toldOfDeployment(await askToPropose(command, asker, edge), command, edge));
    }
    case "cancel": {
      const command = { type: "cancel", why: understood.why } as const;
      return say(
        await toldOfDeployment(await askAbout(understood.number, command, asker, edge), command, edge),
      );
    }
    case "hold":
      return say(await hold(understood, where.by, edge));
    case "form": {
      const view = await formView(understood.form, where.channel, edge);
      const opened = await edge.chat.openView(where.triggerId, view);
      return opened.kind === "done" ? { kind: "nothing" } : say(formNotOpened(USAGES[understood.form.of]));
    }
    case "show":
    case "open":
    case "backups":
    case "where":
    case "holds":
    case "history":
    case "diff":
      return say(await look(understood, edge));
  }
}

const USAGES: Readonly<Record<DeployForm["of"], string>> = {
  propose: "/deploy <service> [ref] to <environment>",
  restore: "/deploy restore <name>",
  lock: "/deploy lock <service> <environment> <why>",
};

async function formView(form: DeployForm, channel: SlackChannelId, edge: Edge): Promise<object> {
  const profile = edge.profile();
  switch (form.of) {
    case "propose":
      return proposeModal(profile, form, channel);
    case "lock":
      return lockModal(profile, form);
    case "restore": {
      const records = await edge.deployments.desk.backups();
      const at = edge.clock.now();
      return restoreModal({ backup: form.backup, records, advice: [], channel, at }, profile);
    }
  }
}

/** Whether they may is judged with what holds others back. */
export async function hold({ does, ask }: Held, by: SlackUserId, edge: Edge): Promise<Message> {
  const profile = edge.profile();
  const { mayDeploy, mayOverride } = profile.delivery;
  const result = await edge.deployments.desk[does]({
    ...ask,
    by,
    mayDeploy: edge.people.isOneOf(by, mayDeploy),
    mayOverride: edge.people.isOneOf(by, mayOverride),
  });
  return holdReply(does, ask, result, profile);
}

async function look(wanted: Look, edge: Edge): Promise<Message> {
  const { desk } = edge.deployments;
  const profile = edge.profile();
  switch (wanted.kind) {
    case "show": {
      const scene = await desk.scene(wanted.number);
      return scene === null
        ? noSuchDeployment(edge)
        : deploymentCard(scene, await edge.manualOf(scene.deployment));
    }
    case "open":
      return deploymentsOpen(await desk.open(), profile);
    case "backups":
      return backupList(await desk.backups(), profile, edge.clock.now());
    case "holds":
      return holdList(await desk.holds());
    case "where":
      return deploymentStanding(wanted.service, await desk.standing(wanted.service), profile);
    case "history":
      return deploymentHistory(await desk.history({ ...wanted, limit: LISTED }), wanted, profile);
    case "diff":
      return deploymentDiff(wanted, await desk.diff(wanted));
  }
}

function say(message: Message): Answer {
  return { kind: "message", message };
}
