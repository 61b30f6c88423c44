import type { Reply, SandboxMessage } from "../../sandbox/slack/world.ts";
import { eventually, idOf, type Stage, said } from "./stage.ts";

/** What people in the stand-in's workspace see and press, in the words on their screen. */

/** Everything a person sees in one channel, what is for their eyes only included, oldest first. */
export function seenBy(stage: Stage, user: string, channel: string): readonly string[] {
  return visible(stage, user, channel).map((message) => said(message));
}

/** What the bot told a person by direct message, oldest first. */
export function toldDirectly(stage: Stage, user: string): readonly string[] {
  const room = directChannel(stage, user);
  return room === null ? [] : seenBy(stage, user, room);
}

/** The id of the direct message between the bot and a person; null when neither has written yet. */
export function directChannel(stage: Stage, user: string): string | null {
  const members = [idOf(stage.slack, user), stage.slack.botUserId];
  const room = stage.slack
    .channels()
    .find(({ kind, members: there }) => kind === "im" && members.every((one) => there.includes(one)));
  return room?.id ?? null;
}

/** The card pinned in a channel, as one reads it. Throws when none is pinned. */
export function card(stage: Stage, channel: string): string {
  return said(pinned(stage, channel));
}

/** The incident's message in the announcements channel. */
export function announcementOf(stage: Stage, title: string): string {
  const found = stage.texts("incidents").find((text) => text.includes(title) && text.includes("*Severity:*"));
  if (found === undefined) throw new Error(`"${title}" is not announced`);
  return found;
}

/** Presses a button by its label, on the newest message of that channel that has it; `of` picks by other words of it. */
export async function press(
  stage: Stage,
  label: string,
  where: { readonly user?: string; readonly channel: string; readonly of?: string },
): Promise<Reply> {
  const user = where.user ?? "amara";
  const candidates = visible(stage, user, where.channel).filter(
    (message) => said(message).includes(where.of ?? "") && buttons(message).some((b) => b.label === label),
  );
  const message = candidates.at(-1);
  const offered = (message === undefined ? [] : buttons(message)).filter((one) => one.label === label);
  const button = offered.find((one) => one.near.includes(where.of ?? "")) ?? offered[0];
  if (message === undefined || button === undefined)
    throw new Error(`${user} sees no button "${label}" in ${where.channel}`);
  return stage.slack.act({
    user: idOf(stage.slack, user),
    actionId: button.actionId,
    blockId: button.blockId,
    message: { channel: message.channel, ts: message.ts },
  });
}

/** Presses a button by its label once for each thing it can be pressed for, under words that contain `of`. */
export async function pressEach(
  stage: Stage,
  label: string,
  where: { readonly user?: string; readonly channel: string; readonly of: string },
): Promise<void> {
  const user = where.user ?? "amara";
  const found = visible(stage, user, where.channel).flatMap((message) =>
    buttons(message)
      .filter((one) => one.label === label && one.near.includes(where.of))
      .map((one) => [one.value, { message, one }] as const),
  );
  for (const { message, one } of new Map(found).values()) {
    await stage.slack.act({
      user: idOf(stage.slack, user),
      actionId: one.actionId,
      blockId: one.blockId,
      message: { channel: message.channel, ts: message.ts },
    });
  }
}

/** Sends the form a person has in front of them, with these fields filled in: texts, or the values of options. */
export async function fillIn(
  stage: Stage,
  user: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
): Promise<Reply> {
  const view = openForm(stage, user);
  const blocks = view.view["blocks"] as readonly { block_id?: string; element?: { action_id?: string } }[];
  const values = Object.fromEntries(
    Object.entries(fields).map(([id, value]) => {
      const action = blocks.find((block) => block.block_id === id)?.element?.action_id;
      if (action === undefined) throw new Error(`the form has no field "${id}"`);
      return [id, { [action]: value }];
    }),
  );
  return stage.slack.submit({ user: idOf(stage.slack, user), viewId: view.id, values });
}

/** The form a person has in front of them. Throws when there is none. */
export function openForm(stage: Stage, user: string) {
  const view = stage.slack.views(idOf(stage.slack, user)).at(-1);
  if (view === undefined) throw new Error(`${user} has no form open`);
  return view;
}

/** The timeline as a person reads it. */
export function timeline(stage: Stage, channel: string, user = "amara"): Promise<string> {
  return stage.incident("timeline", { channel, user });
}

/** Waits until a person sees these words; answers to clicks are sent after the click is acknowledged. */
export async function sees(stage: Stage, user: string, channel: string, words: string): Promise<void> {
  await eventually(
    () => seenBy(stage, user, channel).some((text) => text.includes(words)),
    `${user} to read "${words}" in ${channel}`,
    3_000,
  );
}

/** Every word that left the bot: calls, and what was answered to commands, clicks and forms. */
export function everyWord(stage: Stage): string {
  const outbound = stage.slack.calls().map(({ args }) => JSON.stringify(args));
  const eyesOnly = stage.slack
    .users()
    .flatMap(({ id }) => stage.slack.channels().flatMap((room) => stage.slack.messages(room.id, id)))
    .filter(({ onlyFor }) => onlyFor !== null);
  return [...outbound, ...eyesOnly.map((message) => said(message))].join("\n");
}

function visible(stage: Stage, user: string, channel: string): readonly SandboxMessage[] {
  const room = stage.slack.channel(channel);
  if (room === null) throw new Error(`there is no channel ${channel}`);
  return stage.slack.messages(room.id, idOf(stage.slack, user));
}

function pinned(stage: Stage, channel: string): SandboxMessage {
  const pins = stage.slack.channel(channel)?.pins ?? [];
  const message = stage.messages(channel).find(({ ts }) => pins.includes(ts));
  if (message === undefined) throw new Error(`nothing is pinned in ${channel}`);
  return message;
}

type Button = {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string;
  /** The words of the block right above. */
  readonly near: string;
};

function buttons(message: SandboxMessage): readonly Button[] {
  return message.blocks.flatMap((block, at) => {
    const elements = block["type"] === "actions" ? (block["elements"] as readonly ButtonBlock[]) : [];
    return elements.map((element) => ({
      label: element.text?.text ?? "",
      actionId: element.action_id,
      blockId: String(block["block_id"]),
      value: element.value ?? "",
      near: said({ blocks: message.blocks.slice(Math.max(0, at - 1), at) }),
    }));
  });
}

type ButtonBlock = {
  readonly action_id: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
};
