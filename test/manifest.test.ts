import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createRoutes } from "../src/handlers/index.ts";
import type { Method } from "../src/integrations/slack/methods.ts";
import { DOING } from "../src/integrations/slack/methods.ts";
import { anEdge } from "./support/edge.ts";
import { MANIFEST, type Manifest } from "./support/manifest-schema.ts";

/** `manifest.yml` is what Slack accepts, and says neither less nor more than what the code does. */
const text = readFileSync("manifest.yml", "utf8");
const manifest = parse(text) as Manifest; // the first test checks it against the schema
const required = manifest.oauth_config.scopes.bot;
const optional = manifest.oauth_config.scopes.bot_optional;
const routes = createRoutes(anEdge());

/** Scopes of a bot token as Slack's reference names them; a method or event of ours that is missing here does not compile. */
const OF_METHODS: Readonly<Record<Method, readonly string[]>> = {
  "auth.test": [],
  "conversations.create": ["channels:manage", "groups:write"],
  "conversations.list": ["channels:read", "groups:read"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.open": ["im:write"],
  "conversations.setTopic": ["channels:manage", "groups:write"],
  "conversations.invite": ["channels:manage", "groups:write"],
  "bookmarks.list": ["bookmarks:read"],
  "bookmarks.add": ["bookmarks:write"],
  "chat.postMessage": ["chat:write", "chat:write.public"],
  "chat.update": ["chat:write"],
  "pins.add": ["pins:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.upload": [],
  "files.completeUploadExternal": ["files:write"],
  "users.list": ["users:read"],
  "users.info": ["users:read"],
  "users.lookupByEmail": ["users:read.email", "users:read"],
  "usergroups.list": ["usergroups:read"],
  "usergroups.users.list": ["usergroups:read"],
  "usergroups.users.update": ["usergroups:write"],
  "views.open": [],
  "views.publish": [],
};

const OF_EVENTS: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  member_joined_channel: ["channels:read", "groups:read"],
  member_left_channel: ["channels:read", "groups:read"],
  message: ["channels:history", "groups:history"],
  pin_added: ["pins:read"],
};

describe("the form Slack accepts", () => {
  it("has only known settings, within their lengths and numbers", () => {
    const validate = new Ajv({ allErrors: true }).compile(MANIFEST);
    validate(parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it("names no scope twice", () => {
    const scopes = [...required, ...optional];
    expect(scopes).toEqual([...new Set(scopes)]);
  });

  it("says why beside every scope and every event", () => {
    const listed = text.split("\n").filter((line) => /^\s+- [a-z_]+(?:[.:][a-z_.]+)*(?:\s|$)/.test(line));
    expect(listed.length).toBe(
      required.length + optional.length + manifest.settings.event_subscriptions.bot_events.length,
    );
    expect(listed.filter((line) => !/ # \S/.test(line))).toEqual([]);
  });
});

describe("what the code registers", () => {
  it("slash commands", () => {
    const named = manifest.features.slash_commands.map(({ command }) => command);
    expect(named.toSorted()).toEqual([...routes.commands.keys()].toSorted());
  });

  it("slash commands bring mentions as ids", () => {
    expect(manifest.features.slash_commands.filter((command) => command.should_escape !== true)).toEqual([]);
  });

  it("shortcuts", () => {
    const named = manifest.features.shortcuts.map((shortcut) => shortcut.callback_id);
    expect(named.toSorted()).toEqual([...routes.shortcuts.keys()].toSorted());
  });

  it("events", () => {
    // Slack subscribes to messages by the kind of channel, and delivers them all as `message`.
    const delivered = manifest.settings.event_subscriptions.bot_events.map((name) => name.split(".")[0]);
    expect([...new Set(delivered)].toSorted()).toEqual([...routes.events.keys()].toSorted());
  });

  it("Socket Mode, whose token the manifest cannot ask for, is explained", () => {
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(text).toContain("connections:write");
  });
});

describe("scopes", () => {
  const needed = new Set([
    "commands",
    ...(Object.keys(DOING) as Method[]).flatMap((method) => OF_METHODS[method]),
    ...[...routes.events.keys()].flatMap(
      (event) => OF_EVENTS[event] ?? [`(none known for the event ${event})`],
    ),
  ]);

  it("are all there", () => {
    expect([...needed].filter((scope) => ![...required, ...optional].includes(scope))).toEqual([]);
  });

  it("are not more than needed", () => {
    expect([...required, ...optional].filter((scope) => !needed.has(scope))).toEqual([]);
  });
});
