import type { PageState } from "../../state.ts";
import { channelTitle } from "../format.ts";
import type { Element, Option } from "./block-kit.ts";

/** A line of a select's list: what is shown, and what is chosen by taking it. */
export type Line = {
  readonly key: string;
  readonly label: string;
  readonly note: string | null;
  readonly group: string | null;
  readonly chosen: unknown;
};

/** Static selects bring their options; the others list the sandbox's people or channels. */
export function linesOf(element: Element, state: PageState): readonly Line[] {
  if (element.type.includes("users")) {
    return state.users.map((user) => ({
      key: user.id,
      label: user.realName || user.name,
      note: `@${user.name}`,
      group: null,
      chosen: user.id,
    }));
  }
  if (element.type.includes("channels") || element.type.includes("conversations")) {
    return state.channels
      .filter((channel) => channel.kind === "public" || element.type.includes("conversations"))
      .map((channel) => ({
        key: channel.id,
        label: channelTitle(channel, state),
        note: null,
        group: null,
        chosen: channel.id,
      }));
  }
  const groups = element.option_groups?.flatMap(({ label, options }) =>
    options.map((option) => line(option, label.text)),
  );
  return groups ?? (element.options ?? []).map((option) => line(option, null));
}

function line(option: Option, group: string | null): Line {
  return {
    key: keyOf(option),
    label: option.text.text,
    note: option.description?.text ?? null,
    group,
    chosen: option,
  };
}

/** Recognises a line by what was chosen: a user or channel id, or an option. */
export function keyOf(chosen: unknown): string {
  if (typeof chosen === "string") return chosen;
  const option = chosen as Option; // selects choose ids or options, see linesOf
  return option.value ?? option.text.text;
}
