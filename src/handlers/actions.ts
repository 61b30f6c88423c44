import { notFound, saying, told } from "../commands/told.ts";
import type { EffectId } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";
import { CARD_ACTIONS } from "../views/card-actions.ts";
import { declareModal } from "../views/declare-modal.ts";
import { HOME_ACTIONS } from "../views/home.ts";
import {
  holdModal,
  noteModal,
  pauseModal,
  reopenModal,
  resolveModal,
  severityModal,
  statusModal,
  updateModal,
  waiveModal,
} from "../views/incident-modals.ts";
import { formNotOpened } from "../views/reply.ts";
import { timelineMessage } from "../views/timeline.ts";
import { type CardValue, parseCardValue } from "./card-value.ts";
import { findIncident } from "./find.ts";
import { actionKey } from "./keys.ts";
import { BlockActions } from "./payload.ts";
import { tellClicker } from "./tell-clicker.ts";

/** Buttons and selects: of the incident card, of notices, and of Home. */

export function actionRoutes(edge: Edge): ReadonlyMap<string, Route> {
  const forms = Object.entries(FORMS).map(([id, form]) => [id, opening(edge, form)] as const);
  const changes = Object.entries(CHANGES).map(([id, entry]) => [id, changing(edge, entry)] as const);
  return new Map<string, Route>([
    ...forms,
    ...changes,
    [CARD_ACTIONS.timeline, timeline(edge)],
    [HOME_ACTIONS.declare, declareForm(edge)],
  ]);
}

type About = { readonly incident: Incident; readonly manual: Profile; readonly what: string };

type Form = { readonly usage: string; readonly view: (about: About) => object };

const FORMS: Readonly<Record<string, Form>> = {
  [CARD_ACTIONS.status]: {
    usage: "/incident status <status> [message]",
    view: ({ incident, manual }) => statusModal(incident, manual),
  },
  [CARD_ACTIONS.severity]: {
    usage: "/incident severity <severity> [why]",
    view: ({ incident, manual }) => severityModal(incident, manual),
  },
  [CARD_ACTIONS.note]: { usage: "/incident note <text>", view: ({ incident }) => noteModal(incident) },
  [CARD_ACTIONS.update]: {
    usage: "/incident update <message>",
    view: ({ incident }) => updateModal(incident),
  },
  [CARD_ACTIONS.resolve]: {
    usage: "/incident resolve <message>",
    view: ({ incident }) => resolveModal(incident),
  },
  [CARD_ACTIONS.hold]: {
    usage: "/incident hold 10m <why>",
    view: ({ incident, manual }) => holdModal(incident, manual),
  },
  [CARD_ACTIONS.pause]: { usage: "/incident pause <why>", view: ({ incident }) => pauseModal(incident) },
  [CARD_ACTIONS.reopen]: { usage: "/incident reopen <why>", view: ({ incident }) => reopenModal(incident) },
  [CARD_ACTIONS.waive]: {
    usage: "/incident show",
    view: ({ incident, what }) => waiveModal(incident, what),
  },
};

type ChangeEntry = {
  readonly command: (value: CardValue, by: BlockActions["user"]["id"]) => IncidentCommand;
  /** True when the card alone would not show that anything was taken up. */
  readonly tell: boolean;
};

const CHANGES: Readonly<Record<string, ChangeEntry>> = {
  [CARD_ACTIONS.acknowledge]: { command: () => ({ type: "acknowledge", page: null }), tell: false },
  [CARD_ACTIONS.sooner]: { command: () => ({ type: "escalate", why: null }), tell: false },
  [CARD_ACTIONS.resumeClocks]: { command: () => ({ type: "resume-clocks" }), tell: false },
  [CARD_ACTIONS.snooze]: {
    command: ({ what }) => ({ type: "snooze-update", forMs: Number(what) || 0 }),
    tell: true,
  },
  [CARD_ACTIONS.stillOnIt]: {
    command: () => ({
      type: "add-note",
      text: "Still on it.",
      author: null,
      saidAt: null,
      source: "command",
      permalink: null,
    }),
    tell: false,
  },
  [CARD_ACTIONS.close]: { command: () => ({ type: "close" }), tell: false },
  [CARD_ACTIONS.postmortem]: { command: () => ({ type: "draft-postmortem" }), tell: true },
  [CARD_ACTIONS.takeRole]: {
    command: ({ what }, user) => ({ type: "assign-role", role: what, user }),
    tell: false,
  },
  [CARD_ACTIONS.tryAgain]: {
    command: ({ what }) => ({ type: "try-again", effect: what as EffectId }), // our own card carries it
    tell: true,
  },
};

function changing(edge: Edge, { command: toCommand, tell }: ChangeEntry): Route {
  return withValue(edge, async (click, action, value) => {
    // A message read elsewhere keeps its buttons when who reads it is let go from a private incident.
    if ((await sought(edge, click, value)) === null)
      return await tellClicker(click, notFound(edge.profile()), edge);
    const command = toCommand(value, click.user.id);
    const result = await edge.dispatcher.dispatch({
      command,
      by: { kind: "person", user: click.user.id },
      incident: { kind: "number", number: value.number },
      key: actionKey(click, action),
    });
    if (result.kind === "accepted" && !tell && isShown(result.incident, click)) return { kind: "nothing" };
    return await tellClicker(click, await told(result, command, edge), edge);
  });
}

/** The incident's own channel has the card; a direct message or the announcements show nothing of what was done. */
function isShown({ channel }: Incident, click: BlockActions): boolean {
  return channel !== null && channel.id === click.channel?.id;
}

function opening(edge: Edge, form: Form): Route {
  return withValue(edge, async (click, _action, value) => {
    const incident = await sought(edge, click, value);
    if (incident === null) return await tellClicker(click, notFound(edge.profile()), edge);
    const about = { incident, manual: await edge.manualOf(incident), what: value.what };
    const opened = await edge.chat.openView(click.trigger_id, form.view(about));
    return opened.kind === "done" ? { kind: "nothing" } : message(formNotOpened(form.usage));
  });
}

function timeline(edge: Edge): Route {
  return withValue(edge, async (click, _action, value) => {
    const incident = await sought(edge, click, value);
    if (incident === null) return await tellClicker(click, notFound(edge.profile()), edge);
    const rows = await edge.queries.timeline(incident.id);
    return await tellClicker(click, timelineMessage(incident, await edge.manualOf(incident), rows), edge);
  });
}

function declareForm(edge: Edge): Route {
  return async (body) => {
    const click = BlockActions.parse(body);
    const prefill = click.channel ? { declaredIn: click.channel.id } : {};
    const opened = await edge.chat.openView(click.trigger_id, declareModal(edge.profile(), prefill));
    return opened.kind === "done" ? { kind: "nothing" } : message(formNotOpened("/incident declare <title>"));
  };
}

type Action = BlockActions["actions"][number];
type Doing = (click: BlockActions, action: Action, value: CardValue) => Promise<Answer>;

function withValue(edge: Edge, doing: Doing): Route {
  return async (body) => {
    const click = BlockActions.parse(body);
    const [action] = click.actions;
    const value = parseCardValue(action?.selected_option?.value ?? action?.value ?? "");
    if (action === undefined || value === null) {
      const old = saying(
        "This button is from an older version of Tocsin and does nothing. `/incident show` brings a new one.",
      );
      return await tellClicker(click, old, edge);
    }
    return await doing(click, action, value);
  };
}

function sought(edge: Edge, click: BlockActions, { number }: CardValue): Promise<Incident | null> {
  return findIncident(edge.queries, { number, viewer: click.user.id, channel: click.channel?.id ?? null });
}

function message(said: Message): Answer {
  return { kind: "message", message: said };
}
