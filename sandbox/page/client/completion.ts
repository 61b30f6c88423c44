import type { PageState } from "../state.ts";

/** One offer under the composer; taking it replaces the text from `from` to the caret by `insert`. */
export type Offer = {
  readonly key: string;
  readonly title: string;
  readonly usage: string;
  readonly note: string;
  readonly from: number;
  readonly insert: string;
};

/** What fits the text before the caret: commands while the line begins with `/`, people after `@`. */
export function offersFor(beforeCaret: string, state: PageState): readonly Offer[] {
  if (beforeCaret.startsWith("/")) return commandOffers(beforeCaret.toLowerCase(), state);
  const mention = /(?:^|\s)@([\w.-]*)$/.exec(beforeCaret);
  return mention === null ? [] : personOffers(mention[1] ?? "", beforeCaret, state);
}

/** People can be named in commands, too: `/incident role scribe @ben`. */
function commandOffers(typed: string, state: PageState): readonly Offer[] {
  const mention = /\s@([\w.-]*)$/.exec(typed);
  if (mention !== null) return personOffers(mention[1] ?? "", typed, state);
  return state.commands
    .map((hint) => ({ hint, whole: hint.name === "" ? hint.command : `${hint.command} ${hint.name}` }))
    .filter(
      ({ whole }) =>
        whole.startsWith(typed.trimEnd()) && (whole.length >= typed.length || !typed.endsWith(" ")),
    )
    .map(({ hint, whole }) => ({
      key: whole,
      title: whole,
      usage: hint.usage,
      note: hint.summary,
      from: 0,
      insert: hint.usage === "" ? whole : `${whole} `,
    }));
}

function personOffers(typed: string, beforeCaret: string, state: PageState): readonly Offer[] {
  const wanted = typed.toLowerCase();
  return state.users
    .filter((user) => user.name.startsWith(wanted) || user.realName.toLowerCase().startsWith(wanted))
    .map((user) => ({
      key: user.id,
      title: user.realName,
      usage: "",
      note: `@${user.name}`,
      from: beforeCaret.length - typed.length - 1,
      insert: `@${user.name} `,
    }));
}

/** The usage of the sub-command that is being filled in, once its name is complete. */
export function usageOf(
  text: string,
  state: PageState,
): { readonly whole: string; readonly usage: string; readonly summary: string } | null {
  const hint = state.commands.find(
    ({ command, name }) => name !== "" && text.toLowerCase().startsWith(`${command} ${name} `),
  );
  return hint === undefined
    ? null
    : { whole: `${hint.command} ${hint.name}`, usage: hint.usage, summary: hint.summary };
}

/** The offer that Enter takes: the one chosen, else the first, unless the line is a whole command as it stands. */
export function activeOffer(
  offers: readonly Offer[],
  chosen: number,
  text: string,
  state: PageState,
): number {
  if (offers.length === 0) return -1;
  return chosen === -1 && isWhole(text, state) ? -1 : Math.max(0, chosen);
}

/** True when Enter should send rather than complete: the line is a whole command as it stands. */
function isWhole(text: string, state: PageState): boolean {
  const line = text.trim().toLowerCase();
  return state.commands.some(
    ({ command, name }) => line === command || (name !== "" && line === `${command} ${name}`),
  );
}
