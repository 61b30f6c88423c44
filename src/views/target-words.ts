import type { Escalation, Page } from "../domain/incident/incident.ts";
import type { Chain, EscalationPolicy, PageTarget, Profile } from "../domain/profile.ts";
import { policyName, roleName } from "./headline.ts";
import { listed, person, say } from "./text.ts";

// What is called, in words: one page has one name wherever it is told. That name is the target of its step, because
// the policy's key is the same for every step of a chain and tells nobody whose telephone rings.

/** A person is a mention in Slack and a name in a file; everything else is words. Unescaped. */
export type Whom =
  | { readonly kind: "person"; readonly user: string }
  | { readonly kind: "words"; readonly text: string };

/** PagerDuty's ids, which nobody knows by heart. */
const PAGERDUTY_ID = /^P[A-Z0-9]{6,}$/;

export function whomOf(target: PageTarget, policy: string, profile: Profile): Whom {
  switch (target.kind) {
    case "user":
      return { kind: "person", user: target.user };
    case "pagerduty":
      return words(PAGERDUTY_ID.test(target.policy) ? manualName(profile, policy) : target.policy);
    case "schedule":
      return words(`the ${target.schedule} schedule`);
    case "role":
      return words(`the ${inSentence(roleName(profile, target.role))}`);
    case "group":
      return words(target.group);
    case "people":
      return words(peopleWords(target.emails));
  }
}

/** As mrkdwn. */
export function whomSaid(whom: Whom): string {
  return whom.kind === "person" ? person(whom.user) : say(whom.text, 60);
}

/** Whom a page calls, as mrkdwn. */
export function pageWhom(page: Pick<Page, "target" | "policy">, profile: Profile): string {
  return whomSaid(whomOf(page.target, page.policy, profile));
}

/** Whom a step of a chain calls, as mrkdwn. */
export function stepWhom({ chain, policy }: Escalation, step: number, profile: Profile): string {
  const target = chain.steps[step]?.page;
  return target === undefined
    ? say(manualName(profile, policy), 60)
    : whomSaid(whomOf(target, policy, profile));
}

/** A page as far as its name goes: of one that was withdrawn the state keeps nothing, the timeline keeps this. */
export type NamedPage = Pick<Page, "effect" | "target" | "policy">;

/** Of an event that knows its page by id only; the policy's name when it cannot be told which step that was. */
export function whomOfPage(
  pages: readonly NamedPage[],
  {
    effect,
    policy,
    target,
  }: { readonly effect: string; readonly policy: string; readonly target?: PageTarget },
  profile: Profile,
): Whom {
  if (target !== undefined) return whomOf(target, policy, profile);
  const page = pages.find((one) => one.effect === effect);
  if (page !== undefined) return whomOf(page.target, page.policy, profile);
  const steps = policyOf(profile, policy)?.steps ?? [];
  const only = steps.length === 1 ? steps[0]?.page : undefined;
  return only === undefined ? policyWhom(policy, profile) : whomOf(only, policy, profile);
}

/** What a run is called: its policy, or the one person somebody asked for. */
export function runName(run: Escalation | undefined, policy: string, profile: Profile): Whom {
  const only = run?.chain.steps.length === 1 ? run.chain.steps[0]?.page : undefined;
  return only?.kind === "user" ? { kind: "person", user: only.user } : policyWhom(policy, profile);
}

/** Somebody who was asked for by name is a policy of their own, by the Slack id. */
export function policyWhom(policy: string, profile: Profile): Whom {
  const isPerson = policyOf(profile, policy) === undefined && /^[UW][A-Z0-9]{2,}$/.test(policy);
  return isPerson ? { kind: "person", user: policy } : words(manualName(profile, policy));
}

/** What people call an escalation policy. Unescaped. */
export function manualName(profile: Profile, policy: string): string {
  const name = policyOf(profile, policy)?.name ?? policy;
  return name === policy ? policyName(policy) : name;
}

/** Whom the steps of a run call, in their order: `on-call → the team lead → the CTO`. Each is written by `say`. */
export function chainWords(
  { chain, from, to, policy }: Pick<Escalation, "chain" | "from" | "to" | "policy">,
  profile: Profile,
  write: (whom: Whom) => string,
): string {
  const steps = chain.steps.slice(from, to + 1).map((step) => write(whomOf(step.page, policy, profile)));
  const more = steps.length > 5 ? ` and ${steps.length - 5} more` : "";
  return `${steps.slice(0, 5).join(" → ")}${more}`;
}

/** How often a chain is gone through when nobody answers. */
export function roundsOf({ repeat }: Pick<Chain, "repeat">): number {
  return repeat + 1;
}

function policyOf(profile: Profile, key: string): EscalationPolicy | undefined {
  return profile.escalation.find((policy) => policy.key === key);
}

function words(text: string): Whom {
  return { kind: "words", text };
}

/** `Team lead` inside a sentence is `team lead`; `CTO`, `VP Engineering` and `Engineering Lead` stay. */
function inSentence(name: string): string {
  const rest = name.slice(1);
  return rest === rest.toLowerCase() ? name.toLowerCase() : name;
}

function peopleWords(emails: readonly string[]): string {
  const shown = emails.slice(0, 3);
  const more = emails.length - shown.length;
  return listed(more > 0 ? [...shown, `${more} more`] : shown);
}
