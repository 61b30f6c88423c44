import type { WatchEvent } from "../domain/deployment/evolve-watch.ts";
import {
  because,
  byWhom,
  commit,
  type EventOf,
  stepSaid,
  type Teller,
  type TellersOf,
  whereInRun,
} from "./deployment-telling-words.ts";
import { hasWayBack, mayHaveRun, NOUN, tookMs, undoSteps } from "./deployment-words.ts";
import { duration, listed, unstopped } from "./text.ts";

// How a deployment ended, and what is seen of it afterwards.

export const END_TELLERS: TellersOf<"ended" | WatchEvent["type"]> = {
  ended,
  "sample-asked": () => "It is measured how it does",
  sampled: ({ bad, measured }, { ink }) => {
    const found = Object.entries(measured).slice(0, 6);
    const words = found.map(
      ([name, what]) => `${ink.words(name)} ${ink.words(what)}${(bad[name] ?? 0) > 0 ? ", bad" : ""}`,
    );
    return `Measured: ${words.join("; ")}`;
  },
  "watch-inconclusive": (event, { ink }) =>
    `❓ This could not be measured, which is neither good nor bad: ${listed(event.triggers.slice(0, 6).map((one) => unstopped(ink.words(one))))}. Look yourself whether it does well`,
  "watch-tripped": (event, teller) => {
    const { ink, deployment } = teller;
    const bad = `⚠️ It looks bad since it was deployed: ${unstopped(ink.speech(event.why))}`;
    if (event.answer === "propose" && !hasWayBack(deployment))
      return `${bad}. No good version before it is known: look yourself, and mend it or deploy a commit that is good; nothing is done by itself`;
    return event.answer === "propose"
      ? `${bad}. ${ink.bold("Roll back")} proposes the last good version before it; nothing is done by itself`
      : `${bad}. The manual has Tocsin roll it back: that is proposed now for ${ink.person(deployment.requestedBy)}, and has a card of its own`;
  },
  "watch-ended": () => "The watch is over",
};

function ended(event: EventOf<"ended">, teller: Teller): string {
  const { deployment, ink } = teller;
  const none = mayHaveRun(deployment) ? "" : ". Nothing ran";
  switch (event.as) {
    case "verified":
      return verified(event, teller);
    case "failed":
      return failed(event, teller);
    case "cancelled":
      return `⏹ Cancelled${cancelledBy(teller)}${because(event.why, teller)}${none}${unknown(teller)}`;
    case "rejected":
      return `🚫 Rejected${byWhom(teller)}${because(event.why, teller)}${none}`;
    case "expired":
      return `⌛ Expired: its time was over before it could start${none}`;
    case "superseded":
      return `⏭ Superseded by ${unstopped(ink.words(event.why ?? "a newer one"))}, which was proposed later and had the place first${none}`;
    case "shown":
      return "👁 Dry run: nothing was started and nobody was asked";
  }
}

function verified(event: EventOf<"ended">, teller: Teller): string {
  const { deployment, ink } = teller;
  const { kind, pinned, service, environment } = deployment;
  const took = tookMs(deployment);
  const after = took === null ? "" : ` after ${duration(took)}`;
  const watch = event.watch === null ? "" : `. It is watched until ${ink.moment(event.watch.until)}`;
  if (pinned === null) return `✅ The ${NOUN[kind]} is done${after}: every step of it succeeded`;
  return `✅ Verified${after}: ${ink.words(service)} in ${ink.words(environment)} is ${commit(pinned, teller)}${watch}`;
}

function failed(event: EventOf<"ended">, teller: Teller): string {
  if (event.step === null) return `❌ Failed before anything ran${because(event.why, teller)}`;
  const what = `❌ Failed at ${stepSaid(teller, event.step)}${because(event.why, teller)}${whereInRun(teller, event.step)}`;
  return `${what}${undone(teller)}${unknown(teller)}`;
}

/** What was done about it, and the next best action. */
function undone(teller: Teller): string {
  const { deployment, ink } = teller;
  const back = ink.bold("Roll back");
  const own = undoSteps(deployment);
  const bad = own.filter(({ state }) => state !== "succeeded").map(({ name }) => ink.bold(name));
  const named = listed(own.slice(0, 5).map(({ name }) => ink.bold(name)));
  if (own.length > 0 && bad.length === 0) {
    const otherwise = hasWayBack(deployment) ? `; if it does not, ${back}` : "";
    return `. ↩️ Done about it: ${named}. Next: see whether it serves again as before${otherwise}`;
  }
  const left =
    bad.length === 0 ? "" : `. ⛔ Not done about it: ${listed(bad.slice(0, 5))}; look at it by hand`;
  if (hasWayBack(deployment))
    return `${left}. Next: ${back} to the last good version, or mend it and propose it again`;
  return deployment.kind === "deploy"
    ? `${left}. Next: mend it and propose it again; no good version is known there to go back to`
    : `${left}. Next: look at what it left, then propose it again`;
}

/** Whoever asked for it, where its end had to be waited for. */
function cancelledBy(teller: Teller): string {
  const { cancelling } = teller.deployment;
  return byWhom(cancelling === null ? teller : { ...teller, by: cancelling.by });
}

function unknown({ deployment, ink }: Teller): string {
  const lost = deployment.steps.filter(({ state }) => state === "lost").map(({ name }) => ink.bold(name));
  return lost.length === 0 ? "" : `. ❓ Nobody knows whether ${listed(lost)} started: look on GitHub`;
}
