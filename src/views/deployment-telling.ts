import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeploymentEvent } from "../domain/deployment/event.ts";
import type { Actor } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { END_TELLERS } from "./deployment-telling-end.ts";
import { RUN_TELLERS } from "./deployment-telling-runs.ts";
import { because, byWhom, commit, type Teller, type TellersOf } from "./deployment-telling-words.ts";
import { commandFor } from "./deployment-words.ts";
import { GATE_WORDS } from "./gate-lines.ts";
import type { Ink } from "./telling-words.ts";
import { listed, plural, unstopped } from "./text.ts";

/** One sentence for each event of a deployment: what first, then who, then their own words. */
const TELLERS: TellersOf<DeploymentEvent["type"]> = {
  ...RUN_TELLERS,
  ...END_TELLERS,
  proposed: (event, teller) => {
    const { ink } = teller;
    const ref = event.kind === "deploy" ? `, ${ink.bold(event.ref)}` : "";
    const asked = event.dryRun ? "A dry run is asked for" : "Asked for";
    return `${asked} by ${ink.person(event.requestedBy)}${ref}${because(event.why, teller)}`;
  },
  "look-asked": (_event, { ink, deployment }) => `GitHub is asked what ${ink.bold(deployment.ref)} is`,
  "looked-up": (event, teller) =>
    event.pinned === null
      ? "GitHub was asked how it stands"
      : `${teller.ink.bold(event.pinned.ref)} is ${commit(event.pinned, teller)}: ${teller.ink.words(event.pinned.title)}`,
  "look-failed": (event, { ink, deployment }) =>
    `🔌 GitHub did not tell what ${ink.bold(deployment.ref)} is, so nothing starts. Why: ${unstopped(ink.speech(event.reason))}. Way out: ${unstopped(ink.speech(event.cure))}`,
  "ref-moved": (event, teller) => {
    const { ink, deployment } = teller;
    const { withdrawn, to } = event;
    const gone =
      withdrawn.length === 0
        ? ""
        : `. ${plural(withdrawn.length, "approval", "approvals")} of ${listed(withdrawn.map(ink.person))} ${withdrawn.length === 1 ? "is" : "are"} withdrawn: look at the new commit and approve again`;
    return `⚠️ ${ink.bold(deployment.ref)} moved before it started: ${ink.words(event.from.slice(0, 7))} → ${commit(to, teller)}, ${unstopped(ink.words(to.title))}${gone}`;
  },
  "approvals-lapsed": (event, { ink }) =>
    `👤 What ${listed(event.users.map(ink.person))} let pass counts no more: they may not approve now, are another account of somebody who counts already, or Tocsin cannot find out`,
  ticked: (event, { ink, deployment }) => {
    const item = deployment.checklist[event.item]?.text ?? `item ${event.item + 1}`;
    return `${event.on ? "☑️ Ticked" : "◻️ Tick taken back"} by ${ink.person(event.user)}: ${ink.words(item)}`;
  },
  "database-chosen": (event, teller) => {
    const chosen = event.back ? "the database goes back too" : "the database stays as it is";
    const gone =
      event.withdrawn.length === 0
        ? ""
        : `. What ${listed(event.withdrawn.map(teller.ink.person))} approved was before that choice: approve again`;
    return `🗄 Chosen${byWhom(teller)}: ${chosen}${gone}`;
  },
  approved: (event, { ink }) => `👍 Approved by ${ink.person(event.user)}`,
  "glass-broken": (event, teller) =>
    `🚨 Glass broken by ${teller.ink.person(event.user)}${over(event.gates)}. A second person must say so too${because(event.why, teller, ". Why: ")}`,
  "glass-seconded": (event, teller) => {
    const { brokenGlass } = teller.deployment;
    const { ink } = teller;
    const first = brokenGlass === null ? "" : `${ink.person(brokenGlass.by)} and `;
    return `🚨 Glass broken by ${first}${ink.person(event.user)}${over(event.gates)}${because(brokenGlass?.why ?? null, teller, ". Why: ")}`;
  },
  queued: (event) => `⏳ Queued behind #${event.behind}; it goes on by itself`,
  cleared: (event) =>
    event.passedOver.length === 0
      ? "All gates are open; GitHub is asked once more whether it is the same commit"
      : `Let through by a broken glass, past ${gateNames(event.passedOver)}; GitHub is asked once more whether it is the same commit`,
  "stopped-at-gate": (event) =>
    `⛔ Stopped before it started, because this is closed now: ${gateNames(event.gates)}. Nothing ran; the card has the way out, and it goes on from there`,
  "cancel-asked": (event, teller) =>
    `⏹ Cancelling asked for${byWhom(teller)}${because(event.why, teller)}. It ends when GitHub has ended the run; until then it may still finish`,
  "card-posted": (event, { ink }) => `Card posted in ${ink.channel(event.channel, null)}`,
  troubled: (event, { ink }) => {
    const sign = event.state === "failed" ? "⛔ Not done:" : "⏳ Not done yet, still trying:";
    const wayOut = event.cure === "" ? "" : `. Way out: ${unstopped(ink.speech(event.cure))}`;
    return `${sign} ${ink.ours(event.what)}. Why: ${unstopped(ink.speech(event.reason))}${wayOut}`;
  },
  cured: () => "✅ Done after all",
  retried: (_event, teller) => `Tried again${byWhom(teller)}`,
};

function over(gates: readonly (keyof typeof GATE_WORDS)[]): string {
  return gates.length === 0 ? "" : `, past ${gateNames(gates)}`;
}

function gateNames(gates: readonly (keyof typeof GATE_WORDS)[]): string {
  return listed(gates.map((gate) => GATE_WORDS[gate]));
}

export type Told = {
  readonly deployment: Deployment;
  readonly event: DeploymentEvent;
  readonly by: Actor;
};

/** One event as one sentence without a full stop, in the ink of the place it is told in. */
export function tellDeployment({ deployment, event, by }: Told, profile: Profile, ink: Ink): string {
  // The table pairs every type with its own event; TypeScript cannot follow the pairing through the look-up.
  const teller = TELLERS[event.type] as (event: DeploymentEvent, teller: Teller) => string;
  return teller(event, { deployment, profile, by, ink });
}

/** What to type to have it once more. Unescaped. */
export function again(deployment: Deployment): string {
  return commandFor(deployment, deployment.kind === "deploy" ? deployment.ref : null);
}
