import type { DeploymentViews } from "./engine/deployment-ports.ts";
import type { Views } from "./engine/ports.ts";
import { channelName } from "./integrations/slack/channel-name.ts";
import { announcement } from "./views/announcement.ts";
import { backupMissed, backupUnverified } from "./views/deployment-backups.ts";
import { deploymentCard } from "./views/deployment-card.ts";
import { deploymentLine, deploymentNotice } from "./views/deployment-notice.ts";
import { holdEnds, holdReleased, holdTaken } from "./views/hold-message.ts";
import { incidentCard } from "./views/incident-card.ts";
import { notice } from "./views/notice.ts";
import { postmortem } from "./views/postmortem.ts";
import { postmortemMessage } from "./views/postmortem-message.ts";
import { peopleIn, withNames } from "./views/postmortem-names.ts";
import { summonMention, summonMessage } from "./views/summon.ts";
import { pageWhom } from "./views/target-words.ts";
import { topic } from "./views/topic.ts";

/** What the workers say, by the views. */
export const VIEWS: Views = {
  card: incidentCard,
  announcement,
  topic,
  notice,
  summonMessage,
  summonMention,
  whom: (target, policy, profile) => pageWhom({ target, policy }, profile),
  postmortem,
  postmortemMessage,
  peopleIn,
  withNames,
  channelName: (incident, governing) =>
    channelName(governing.slack.channelName, incident.number, incident.title),
};

export const DEPLOYMENT_VIEWS: DeploymentViews = {
  card: deploymentCard,
  notice: deploymentNotice,
  line: deploymentLine,
  holdTaken,
  holdEnds,
  holdReleased,
  backupMissed,
  backupUnverified,
};
