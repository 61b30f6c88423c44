import { storable } from "../commands/text.ts";
import type { Instant } from "../domain/ids.ts";
import type { Submission } from "./payload.ts";

/** What a person filled into a form, by block id. */
export type Filled = {
  /** Trimmed, and fit to be stored; null when left empty. */
  text(block: string): string | null;
  options(block: string): readonly string[];
  /** In milliseconds; null when left empty. */
  time(block: string): Instant | null;
  /** Blocks that can carry a sentence of refusal. */
  readonly blocks: readonly string[];
};

export function filled(submission: Submission): Filled {
  const { values } = submission.view.state;
  const field = (block: string) => Object.values(values[block] ?? {})[0];
  return {
    text: (block) => {
      const found = field(block);
      return storable(found?.selected_option?.value ?? found?.value ?? "").trim() || null;
    },
    options: (block) => field(block)?.selected_options?.map(({ value }) => value) ?? [],
    time: (block) => {
      const seconds = field(block)?.selected_date_time ?? null;
      return seconds === null ? null : seconds * 1_000;
    },
    blocks: Object.keys(values),
  };
}
