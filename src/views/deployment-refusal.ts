import type { DeploymentRefusal, Right } from "../domain/deployment/decision.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { Allowed, Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { phaseRefused } from "./deployment-refusal-phase.ts";
import { fromWords, inCode, NOUN, nameOf } from "./deployment-words.ts";
import { typed as asTyped, listed, person, say } from "./text.ts";

/** Why nothing happened, and the way out. Only the person who asked reads it. */
export function deploymentRefusal(
  refused: DeploymentRefusal,
  deployment: Deployment | null,
  profile: Profile,
): Message {
  const sentence = sentenceFor(refused, deployment, profile);
  const words = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  return message(words, [section(words)]);
}

function sentenceFor(refused: DeploymentRefusal, deployment: Deployment | null, profile: Profile): string {
  const name = deployment === null ? "it" : nameOf(deployment);
  switch (refused.reason) {
    case "no-such-deployment":
      return "There is no such deployment. `/deploy status` shows what is under way, `/deploy history` what was.";
    case "unknown-service":
    case "unknown-environment":
    case "unknown-backup":
    case "unknown-plan":
      return unknown(refused, profile);
    case "no-plan":
      return noPlan(refused);
    case "may-not":
      return mayNot(refused, deployment, profile);
    case "already-proposed":
      return `#${refused.number} asks for the same and was proposed a moment ago: nothing was proposed twice. ${asTyped(`/deploy status ${refused.number}`)} shows it.`;
    case "nothing-to-roll-back-to":
      return nothingGood(refused.typed);
    case "time-not-past":
      return "That time is not over yet, so there is no state of it to restore. Name a time in the past, or none for the newest backup.";
    case "own-request":
    case "already-approved":
    case "not-waiting":
    case "already-ended":
    case "cannot-cancel":
    case "ref-moved":
    case "expired":
    case "needs-second-person":
    case "is-cancelling":
    case "empty-text":
    case "no-such-item":
    case "glass-is-broken":
    case "nothing-closed":
    case "not-lost":
    case "nothing-to-retry":
      return phaseRefused(refused, name, deployment);
  }
}

type Unknown = Extract<DeploymentRefusal, { readonly nearest: readonly string[] }>;

/** What was typed, the nearest ones, and all there are while the list is short. */
function unknown({ reason, typed, nearest }: Unknown, { delivery }: Profile): string {
  const { what, known } = KNOWN[reason](delivery);
  const name = say(typed, 80);
  const first = name === "" ? `Which ${what.one}?` : `There is no ${what.one} “${name}”${what.where}.`;
  if (known.length === 0) return `${first} It names none.`;
  const close = nearest.slice(0, 5).map((word) => `\`${inCode(word, 60)}\``);
  const meant =
    close.length === 0 || close.length * 2 >= known.length ? "" : ` Did you mean ${listed(close, "or")}?`;
  const all = known.slice(0, 12).map((word) => `\`${inCode(word, 60)}\``);
  const more = known.length - all.length;
  return `${first}${meant} It has ${more > 0 ? `${all.join(", ")} and ${more} more` : listed(all)}.`;
}

type Known = {
  readonly what: { readonly one: string; readonly where: string };
  readonly known: readonly string[];
};

const KNOWN: Readonly<Record<Unknown["reason"], (delivery: Profile["delivery"]) => Known>> = {
  "unknown-service": ({ environments }) => ({
    what: { one: "service", where: " that is deployed from here" },
    known: Object.keys(environments),
  }),
  "unknown-environment": ({ environments }) => ({
    what: { one: "environment", where: " of that service in the manual" },
    known: [...new Set(Object.values(environments).flatMap((all) => all.map(({ key }) => key)))],
  }),
  "unknown-backup": ({ backups }) => ({
    what: { one: "backup", where: " in the manual" },
    known: backups.map(({ key }) => key),
  }),
  "unknown-plan": ({ recovery }) => ({
    what: { one: "recovery plan", where: " in the manual" },
    known: recovery.map(({ key }) => key),
  }),
};

function noPlan({ kind, service, environment }: Extract<DeploymentRefusal, { reason: "no-plan" }>): string {
  const place = `${say(service, 60)} in ${say(environment, 60)}`;
  if (kind === "deploy" || kind === "rollback") {
    const done = kind === "deploy" ? "deployed" : "rolled back";
    return `The manual does not say how ${place} is ${done}, so nothing was proposed. Write its \`${kind}\` under that environment of the profile.`;
  }
  return `The manual does not say how a ${NOUN[kind]} is done for ${place}, so nothing was proposed. Write its steps into the profile.`;
}

const WHAT: Readonly<Record<Right | "cancel", string>> = {
  deploy: "deploy",
  approve: "approve",
  override: "break the glass, or take and lift what holds others back",
  cancel: "cancel it",
};

function mayNot(
  { what, known }: Extract<DeploymentRefusal, { reason: "may-not" }>,
  deployment: Deployment | null,
  profile: Profile,
): string {
  if (!known)
    return `Tocsin cannot find out now whether you may ${WHAT[what]}, and what is not known is no: nothing was changed. Try again in a minute.`;
  return `You may not ${WHAT[what]}: ${whoMay(what, deployment, profile)}. Ask one of them. Nothing was changed.`;
}

function whoMay(what: Right | "cancel", deployment: Deployment | null, { delivery }: Profile): string {
  switch (what) {
    case "deploy":
      return `the manual lets ${allowed(delivery.mayDeploy)}`;
    case "override":
      return `the manual lets ${allowed(delivery.mayOverride)}`;
    case "approve":
      return `the manual lets ${fromWords(deployment?.approvals.from ?? [])}`;
    case "cancel": {
      const asked =
        deployment === null ? "whoever asked for it" : `${person(deployment.requestedBy)}, who asked for it`;
      return `that is for ${asked}, and for whoever may approve it or break the glass`;
    }
  }
}

function allowed(who: Allowed): string {
  if (who === "everyone") return "everybody who is no guest";
  return who.length === 0 ? "nobody" : fromWords(who);
}

function nothingGood(typed: string | null): string {
  const where = asTyped("/deploy history <service> <environment>");
  if (typed === null)
    return `No other version was verified there yet, so there is nothing to roll back to. ${where} shows what ran; deploy a good commit instead.`;
  return `“${say(typed, 80)}” was never verified there, so it is not rolled back to. ${where} shows the good ones; any commit can be deployed.`;
}
