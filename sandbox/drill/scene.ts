import type { SandboxMessage } from "../slack/world.ts";
import type { StandIns } from "../stand-ins.ts";

/** People acting in the sandbox, and a transcript of what they and the bot said. */
export class Scene {
  readonly #standIns: StandIns;
  readonly #print: (line: string) => void;
  readonly #shown = new Set<string>();
  readonly #startedAt = Date.now();
  #kept = 0;
  #broken = 0;

  constructor(standIns: StandIns, print: (line: string) => void) {
    this.#standIns = standIns;
    this.#print = print;
  }

  title(text: string): void {
    this.#print(`\n${text}`);
  }

  /** Types a slash command and answers what only this person sees. */
  async command(who: string, channel: string, text: string): Promise<string> {
    const { slack } = this.#standIns;
    const user = slack.users().find((one) => one.name === who)?.id ?? who;
    const at = slack.channel(channel)?.id ?? channel;
    this.#say(`#${channel}`, who, `/incident ${text}`);
    const reply = await slack.command({ user, channel: at, command: "/incident", text });
    const answer =
      typeof reply.body === "object" && reply.body !== null
        ? said(reply.body as Partial<SandboxMessage>)
        : String(reply.body);
    this.#say(`only for ${who}`, "tocsin", answer);
    return answer;
  }

  /** One promise of the manual: kept when it comes true within the time, otherwise broken, with what was seen. */
  async promise(text: string, comesTrue: () => boolean, withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!comesTrue() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    const kept = comesTrue();
    if (kept) this.#kept += 1;
    else this.#broken += 1;
    this.#print(`${this.#stamp()}   ${kept ? "✔ kept  " : "✘ BROKEN"}  ${text}`);
  }

  /** Prints what the bot wrote in a channel since the last time. */
  read(channel: string): void {
    const { slack } = this.#standIns;
    const id = slack.channel(channel)?.id;
    if (id === undefined) return;
    for (const message of slack.messages(id)) {
      const text = said(message);
      const key = `${message.channel}/${message.ts}/${text}`;
      if (message.onlyFor !== null || this.#shown.has(key)) continue;
      this.#shown.add(key);
      this.#say(
        `#${channel}`,
        slack.users().find((user) => user.id === message.user)?.name ?? message.user,
        text,
      );
    }
  }

  /** True when every promise was kept. */
  score(): boolean {
    const all = this.#kept + this.#broken;
    this.#print(
      `\nScore: ${this.#kept} of ${all} promises kept${this.#broken === 0 ? "." : `, ${this.#broken} BROKEN.`}`,
    );
    return this.#broken === 0 && all > 0;
  }

  #say(where: string, who: string, text: string): void {
    const [first = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
    this.#print(`${this.#stamp()} ${where.padEnd(24)} ${who}: ${first}`);
    for (const line of rest) this.#print(`${" ".repeat(8)} ${" ".repeat(24)}   ${line}`);
  }

  #stamp(): string {
    return `+${((Date.now() - this.#startedAt) / 1000).toFixed(2)}s`.padStart(8);
  }
}

/** All the words of a message: its blocks where it has any, its text otherwise. */
export function said(message: Partial<Pick<SandboxMessage, "text" | "blocks">>): string {
  const blocks = message.blocks ?? [];
  return blocks.length === 0 ? (message.text ?? "") : words(blocks).join("\n");
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : words(inner),
  );
}
