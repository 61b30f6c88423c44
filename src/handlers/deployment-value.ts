import type { AskedCommand } from "../domain/deployment/command.ts";
import type { EffectId } from "../domain/ids.ts";
import { DEPLOYMENT_ACTIONS } from "../views/deployment-actions.ts";
import type { CardValue } from "./card-value.ts";

/** What a button of a deployment carries, and what its press asks for. */

type Toward = (value: CardValue) => AskedCommand | null;

/** Buttons that ask for something at once; the others open a form. Null is a value of none of ours. */
export const DEPLOYMENT_CHANGES: Readonly<Record<string, Toward>> = {
  [DEPLOYMENT_ACTIONS.approve]: ({ what }) => (isCommit(what) ? { type: "approve", sha: shaOf(what) } : null),
  [DEPLOYMENT_ACTIONS.cancel]: () => ({ type: "cancel", why: null }),
  [DEPLOYMENT_ACTIONS.tick]: ({ what }) => {
    const [, item, on] = /^(\d{1,4}) (on|off)$/.exec(what) ?? [];
    return item === undefined ? null : { type: "tick", item: Number(item), on: on === "on" };
  },
  [DEPLOYMENT_ACTIONS.database]: ({ what }) =>
    what === "yes" || what === "no" ? { type: "choose-database", back: what === "yes" } : null,
  // The reason is the first person's.
  [DEPLOYMENT_ACTIONS.second]: ({ what }) =>
    isCommit(what) ? { type: "break-glass", why: "", sha: shaOf(what) } : null,
  [DEPLOYMENT_ACTIONS.lookAgain]: () => ({ type: "look-again" }),
  [DEPLOYMENT_ACTIONS.checkAgain]: () => ({ type: "check-again" }),
  [DEPLOYMENT_ACTIONS.startAnyway]: () => ({ type: "start-anyway" }),
  [DEPLOYMENT_ACTIONS.tryAgain]: ({ what }) =>
    what === "" ? null : { type: "try-again", effect: what as EffectId }, // our own card carries it
};

function isCommit(what: string): boolean {
  return what === "-" || /^[0-9a-f]{7,64}$/.test(what);
}

/** `-` where there is no commit. */
export function shaOf(what: string): string | null {
  return what === "-" ? null : what;
}
