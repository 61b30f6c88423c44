import type { SandboxChannel, SandboxUser } from "./world.ts";

/** A workspace as it is before anybody did anything. */
export type Seed = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: {
    readonly userId: string;
    readonly botId: string;
    readonly appId: string;
    readonly name: string;
  };
  readonly users: readonly SandboxUser[];
  readonly channels: readonly SandboxChannel[];
  readonly groups: readonly SandboxGroup[];
};

export type SandboxGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
};

const PEOPLE = ["amara", "ben", "chidi", "dana", "eva", "femi", "grace", "hugo", "ines"];

/** Nine people and a guest, three channels, the bot in #incidents, and the group @ops. */
export function defaultSeed(): Seed {
  const bot = { userId: "U0TOCSIN", botId: "B0TOCSIN", appId: "A0TOCSIN", name: "tocsin" };
  const everyone = PEOPLE.map(userId);
  return {
    team: { id: "T0SANDBOX", name: "Sandbox", domain: "sandbox" },
    bot,
    users: [
      ...PEOPLE.map((name) => person(name, true)),
      person("gus", false),
      { ...person(bot.name, true), id: bot.userId, realName: "Tocsin", email: "", isBot: true },
    ],
    channels: [
      room("general", [...everyone, userId("gus")]),
      room("incidents", [...everyone, bot.userId]),
      room("ops", everyone),
    ],
    groups: [{ id: "S0OPS", handle: "ops", name: "Ops", users: [userId("amara"), userId("ben")] }],
  };
}

function userId(name: string): string {
  return `U0${name.toUpperCase()}`;
}

function person(name: string, canBeInvited: boolean): SandboxUser {
  const realName = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    id: userId(name),
    name,
    realName,
    email: `${name}@example.com`,
    tz: "Etc/UTC",
    isBot: false,
    canBeInvited,
  };
}

function room(name: string, members: readonly string[]): SandboxChannel {
  return {
    id: `C0${name.toUpperCase()}`,
    name,
    kind: "public",
    creator: userId("amara"),
    created: 0,
    topic: "",
    members,
    archived: false,
    bookmarks: [],
    pins: [],
  };
}
