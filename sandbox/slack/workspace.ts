import type { Journal } from "../journal.ts";
import { allBlocks, allElements } from "./block-kit/walk.ts";
import { isJson, type Json } from "./json.ts";
import type { KeptChannel, KeptFile, KeptHome, KeptMessage, KeptResponseUrl, KeptView } from "./records.ts";
import type { SandboxGroup, Seed } from "./seed.ts";
import { Shelf } from "./shelf.ts";
import type { SandboxUser } from "./world.ts";

/** Everything the Slack stand-in holds. Knows no rules: those are in the methods and the person's side. */
export class Workspace {
  readonly users: Shelf<SandboxUser>;
  readonly channels: Shelf<KeptChannel>;
  readonly groups: Shelf<SandboxGroup>;
  readonly views: Shelf<KeptView>;
  readonly homes: Shelf<KeptHome>;
  readonly files: Shelf<KeptFile>;
  readonly responseUrls: Shelf<KeptResponseUrl>;
  readonly #messages: Shelf<KeptMessage>;
  readonly #byChannel = new Map<string, Map<string, KeptMessage>>();
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #lastMicros: number;
  #lastId: number;

  constructor(journal: Journal, now: () => number, seed: Seed) {
    this.#journal = journal;
    this.#now = now;
    const changed = () => this.changed();
    this.users = new Shelf(journal, "user", (it) => it.id, changed);
    this.channels = new Shelf(journal, "channel", (it) => it.id, changed);
    this.groups = new Shelf(journal, "group", (it) => it.id, changed);
    this.views = new Shelf(journal, "view", (it) => it.id, changed);
    this.homes = new Shelf(journal, "home", (it) => it.user, changed);
    this.files = new Shelf(journal, "file", (it) => it.id, changed);
    this.responseUrls = new Shelf(journal, "response-url", (it) => it.id, changed);
    this.#messages = new Shelf<KeptMessage>(journal, "message", messageKey, changed);
    for (const message of this.#messages.all()) this.#index(message);
    this.#lastId = journal.get<number>("slack:last-id") ?? 0;
    this.#lastMicros = this.#messages.all().reduce((last, { ts }) => Math.max(last, micros(ts)), 0);
    if (journal.get("slack:seeded") !== true) this.#plant(seed);
  }

  #plant(seed: Seed): void {
    for (const user of seed.users) this.users.put(user.id, user);
    for (const channel of seed.channels)
      this.channels.put(channel.id, { ...channel, created: Math.floor(this.#now() / 1000) });
    for (const group of seed.groups) this.groups.put(group.id, group);
    this.#journal.put("slack:seeded", true);
  }

  /** Tells those who watch. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A new id such as `C000000012`; never given twice, even after a restart. */
  nextId(prefix: string): string {
    this.#lastId += 1;
    this.#journal.put("slack:last-id", this.#lastId);
    return `${prefix}${String(this.#lastId).padStart(9, "0")}`;
  }

  /** A message time stamp: the present in seconds with six decimals, later than every one before it. */
  nextTs(): string {
    this.#lastMicros = Math.max(Math.floor(this.#now() * 1000), this.#lastMicros + 1);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, "0")}`;
  }

  /** By id, or by name with or without `@`. */
  user(nameOrId: string): SandboxUser | null {
    const name = nameOrId.replace(/^@/, "");
    return this.users.get(nameOrId) ?? this.users.all().find((user) => user.name === name) ?? null;
  }

  /** By id, or by name with or without `#`. Direct messages have no name to be found by. */
  channel(nameOrId: string): KeptChannel | null {
    const name = nameOrId.replace(/^#/, "");
    return (
      this.channels.get(nameOrId) ??
      this.channels.all().find((it) => it.name === name && it.kind !== "im") ??
      null
    );
  }

  /** The direct message between these two, opened if need be. */
  directMessage(one: string, other: string): KeptChannel {
    const found = this.channels
      .all()
      .find((it) => it.kind === "im" && it.members.includes(one) && it.members.includes(other));
    if (found !== undefined) return found;
    const opened: KeptChannel = {
      id: this.nextId("D"),
      name: "directmessage",
      kind: "im",
      creator: one,
      created: Math.floor(this.#now() / 1000),
      topic: "",
      members: [one, other],
      archived: false,
      bookmarks: [],
      pins: [],
    };
    this.channels.put(opened.id, opened);
    return opened;
  }

  /** Oldest first, with the ephemeral ones. */
  messages(channel: string): KeptMessage[] {
    return [...(this.#byChannel.get(channel)?.values() ?? [])];
  }

  message(channel: string, ts: string): KeptMessage | null {
    return this.#byChannel.get(channel)?.get(ts) ?? null;
  }

  putMessage(message: KeptMessage): KeptMessage {
    this.#index(message);
    this.#messages.put(messageKey(message), message);
    return message;
  }

  deleteMessage(message: KeptMessage): void {
    this.#byChannel.get(message.channel)?.delete(message.ts);
    this.#messages.delete(messageKey(message));
  }

  #index(message: KeptMessage): void {
    const channel = this.#byChannel.get(message.channel) ?? new Map<string, KeptMessage>();
    this.#byChannel.set(message.channel, channel.set(message.ts, message));
  }

  /** Blocks with the ids Slack makes up where the sender gave none. */
  named(blocks: unknown): Json[] {
    const copy = Array.isArray(blocks) ? (structuredClone(blocks) as unknown[]).filter(isJson) : [];
    for (const { block } of allBlocks(copy)) block["block_id"] ??= this.nextId("b");
    for (const { element } of allElements(copy)) element["action_id"] ??= this.nextId("a");
    return copy;
  }
}

function messageKey(message: { readonly channel: string; readonly ts: string }): string {
  return `${message.channel}:${message.ts}`;
}

function micros(ts: string): number {
  return Math.round(Number(ts) * 1_000_000);
}
