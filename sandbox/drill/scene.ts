import type { SandboxMessage } from "../slack/world.ts";
import type { StandIns } from "../stand-ins.ts";
import type { FastTime } from "./fast-time.ts";
import { readable } from "./readable.ts";
import { idOf, messagesIn, said } from "./sight.ts";

/** People acting in the sandbox, and a transcript of what they and the bot said, by the drill's own clock. */
export class Scene {
  readonly standIns: StandIns;
  readonly time: FastTime;
  readonly #print: (line: string) => void;
  /** What was printed of a message. */
  readonly #shown = new Map<string, readonly string[]>();
  #beganAt: number;
  #kept = 0;
  #broken = 0;
  #declared = 0;

  constructor(standIns: StandIns, time: FastTime, print: (line: string) => void) {
    this.standIns = standIns;
    this.time = time;
    this.#print = print;
    this.#beganAt = time.now();
  }

  /** The stamps of the lines that follow count from here. */
  title(text: string): void {
    this.#beganAt = this.time.now();
    this.#print(`\n${text}`);
  }

  /** Types a slash command and answers what only this person sees. */
  async command(who: string, channel: string, text: string): Promise<string> {
    const { slack } = this.standIns;
    await this.#comeIn(who, channel);
    this.#say(`#${channel}`, who, [`/incident ${text}`]);
    const reply = await slack.command({
      user: idOf(this.standIns, who),
      channel: slack.channel(channel)?.id ?? channel,
      command: "/incident",
      text,
    });
    const answer =
      typeof reply.body === "object" && reply.body !== null
        ? (reply.body as Partial<SandboxMessage>)
        : { text: String(reply.body) };
    this.#say(`only for ${who}`, "tocsin", readable(answer, slack.users()));
    return said(answer);
  }

  /** Declares, and answers the number it will have and the moment. */
  async declare(
    who: string,
    title: string,
    severity: string,
  ): Promise<{ readonly number: number; readonly at: number; readonly answer: string }> {
    await this.time.settled();
    this.#declared += 1;
    const at = this.time.now();
    const answer = await this.command(who, "general", `declare "${title}" --severity "${severity}"`);
    await this.time.settled();
    return { number: this.#declared, at, answer };
  }

  /** Ordinary talk. */
  async talk(who: string, channel: string, text: string): Promise<void> {
    await this.#comeIn(who, channel);
    this.#say(`#${channel}`, who, [text]);
    const { slack } = this.standIns;
    await slack.say({ user: idOf(this.standIns, who), channel: slack.channel(channel)?.id ?? channel, text });
    await slack.eventsSettled();
    await this.time.settled();
  }

  /** What somebody does elsewhere than in a channel, for the transcript. */
  note(who: string, where: string, what: string): void {
    this.#say(where, who, [what]);
  }

  /** One promise of the manual: kept when it comes true within the time, by the drill's clock; otherwise broken. */
  async promise(text: string, comesTrue: () => boolean, withinSeconds = 5): Promise<void> {
    await this.time.settled();
    for (let second = 0; !comesTrue() && second < withinSeconds; second += 1) await this.time.seconds(1);
    const kept = comesTrue();
    if (kept) this.#kept += 1;
    else this.#broken += 1;
    this.#print(`${this.#stamp(this.time.now())}   ${kept ? "✔ kept  " : "✘ BROKEN"}  ${text}`);
  }

  /** Prints what the bot wrote in a channel since the last time, and when; of what was edited, the lines that are new. */
  read(channel: string): void {
    const { slack } = this.standIns;
    for (const message of messagesIn(this.standIns, channel)) {
      if (message.onlyFor !== null || message.user !== slack.botUserId) continue;
      const key = `${message.channel}/${message.ts}`;
      const before = this.#shown.get(key);
      const lines = readable(message, slack.users());
      const fresh = before === undefined ? lines : lines.filter((line) => !before.includes(line));
      this.#shown.set(key, lines);
      if (before === undefined) this.#say(`#${channel}`, "tocsin", fresh, Number(message.ts) * 1_000);
      else if (fresh.length > 0) this.#say(`#${channel}`, "tocsin, by an edit", fresh);
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

  /** Whoever has something to say in a channel joins it first. */
  async #comeIn(who: string, channel: string): Promise<void> {
    const there = this.standIns.slack.channel(channel);
    const user = idOf(this.standIns, who);
    if (there !== null && !there.members.includes(user))
      await this.standIns.slack.join({ user, channel: there.id });
  }

  #say(where: string, who: string, lines: readonly string[], at = this.time.now()): void {
    const [first = "", ...rest] = lines;
    this.#print(`${this.#stamp(at)} ${where.padEnd(24)} ${who}: ${first}`);
    for (const line of rest) this.#print(`${" ".repeat(9)} ${" ".repeat(24)}   ${line}`);
  }

  #stamp(at: number): string {
    const seconds = Math.max(0, Math.floor((at - this.#beganAt) / 1_000));
    const two = (value: number): string => String(value).padStart(2, "0");
    const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return `+${Math.floor(seconds / 3_600)}:${rest}`.padStart(9);
  }
}
