import { fromSlack, normalise } from "../commands/text.ts";
import { type Edge, NOTHING, type Route } from "../engine/inbound.ts";
import { home } from "../views/home.ts";
import { eventKey, pinKey } from "./keys.ts";
import { HomeOpened, Membership, PinAdded, saidAt, textOf } from "./payload.ts";

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
