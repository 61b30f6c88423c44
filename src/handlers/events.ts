import { fromSlack, normalise } from "../commands/text.ts";
import { type Edge, NOTHING, type Route } from "../engine/inbound.ts";
import { home } from "../views/home.ts";
import { eventKey, pinKey } from "./keys.ts";
import { HomeOpened, Membership, PinAdded, saidAt, Talk, textOf } from "./payload.ts";

/**
 * Slack's events. Refusals are nobody's to read: a pin in a channel without an incident is only a pin.
 * What could not be saved rejects, and Slack delivers it again.
 */
export function eventRoutes(edge: Edge): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ["pin_added", pinAdded(edge)],
    ["member_joined_channel", memberJoined(edge)],
    ["member_left_channel", memberLeft(edge)],
    ["app_home_opened", homeOpened(edge)],
    ["message", talked(edge)],
  ]);
}

/** A pinned message goes into the timeline with its own author and time, not those of the pin. */
function pinAdded(edge: Edge): Route {
  return async (body) => {
    const { event } = PinAdded.parse(body);
    const { message } = event.item;
    if (message === undefined) return NOTHING;
    await edge.dispatcher.dispatch({
      command: {
        type: "add-note",
        text: normalise(fromSlack(textOf(message))),
        author: message.user ?? null,
        saidAt: saidAt(message.ts),
        source: "pin",
        permalink: message.permalink ?? null,
      },
      by: { kind: "person", user: event.user },
      incident: { kind: "channel", channel: event.channel_id },
      key: pinKey(event.channel_id, message.ts),
    });
    return NOTHING;
  };
}

function memberJoined(edge: Edge): Route {
  return async (body) => {
    const { event, event_id: eventId } = Membership.parse(body);
    await edge.dispatcher.dispatch({
      command: { type: "join", user: event.user },
      by: { kind: "person", user: event.user },
      incident: { kind: "channel", channel: event.channel },
      key: eventKey(eventId),
    });
    return NOTHING;
  };
}

/** Nobody may look into a private incident from outside whom its people have let go. */
function memberLeft(edge: Edge): Route {
  return async (body) => {
    const { event, event_id: eventId } = Membership.parse(body);
    await edge.dispatcher.dispatch({
      command: { type: "leave", user: event.user },
      by: { kind: "tocsin" },
      incident: { kind: "channel", channel: event.channel },
      key: eventKey(eventId),
    });
    return NOTHING;
  };
}

/** Ordinary talk is a sign that somebody is at it. What it says is nobody's business here, and is not kept. */
function talked(edge: Edge): Route {
  return async (body) => {
    const { event } = Talk.parse(body);
    const isTalk =
      event.user !== undefined && event.bot_id === undefined && !SILENT.includes(event.subtype ?? "");
    if (!isTalk || event.user === undefined) return NOTHING;
    const incident = await edge.queries.byChannel(event.channel);
    if (incident === null) return NOTHING;
    await edge.dispatcher.dispatch({
      command: { type: "talk" },
      by: { kind: "person", user: event.user },
      incident: { kind: "id", id: incident.id },
      // Once in five minutes is enough, whatever is delivered how often.
      key: null,
    });
    return NOTHING;
  };
}

/** Messages that Slack writes itself, or that change another one. */
const SILENT = [
  "message_changed",
  "message_deleted",
  "message_replied",
  "channel_join",
  "channel_leave",
  "group_join",
  "group_leave",
  "channel_topic",
  "group_topic",
  "channel_purpose",
  "group_purpose",
  "channel_name",
  "group_name",
  "bot_message",
  "pinned_item",
];

const SHOWN = 40;

function homeOpened(edge: Edge): Route {
  return async (body) => {
    const { event } = HomeOpened.parse(body);
    if (event.tab !== "home") return NOTHING;
    const incidents = await edge.queries.open(event.user, SHOWN);
    await edge.chat.publishHome(event.user, home(incidents, edge.profile()));
    return NOTHING;
  };
}
