import type { Effect } from "../domain/effect.ts";
import type { EffectId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { wentTwice } from "../domain/incident/proof.ts";
import type { PageTarget } from "../domain/profile.ts";
import { answeredThere } from "./answered-there.ts";
import { emailsOf } from "./called.ts";
import { type Outside, type Performed, type Performing, plain } from "./performing.ts";
import type { Outcome, PageAsk, PageReceipt, PagerTarget } from "./ports.ts";

/** Pages: whether one is still wanted when its turn comes, whom it calls, and what becomes of its refusal. */

type PageEffect = Extract<Effect, { kind: "page" }>;

// What helps now comes before what helps later: whoever reads this may have no shell, and nobody is on the way.
const CALL = "Nobody could be woken this way: call whoever is on call by phone now. Then:";

export async function page(effect: PageEffect, doing: Performing, outside: Outside): Promise<Performed> {
  const { incident, profile, attempt } = doing;
  const { chat, pager, views } = outside;
  const unwanted = whyUnwanted(effect, incident) ?? whyImpossible(effect, pager);
  if (unwanted !== null) {
    // An earlier try may have been taken although its answer was lost: people are called until somebody says stop.
    const withdrawn = attempt.number === 1 ? null : await pager.withdraw(effect.id);
    if (withdrawn !== null && withdrawn.kind !== "done") return withdrawn;
    return { kind: "moot", why: unwanted };
  }
  const answered = effect.again === null ? await answeredThere(effect, doing, outside) : null;
  if (answered !== null) return answered;
  const to = await pagerTarget(effect.target, doing, { chat });
  if (to.kind !== "called") return to;
  const ask: PageAsk = { ...words(effect, incident), to: to.target, ...wayOf(effect, doing), attempt };
  const paged = await pager.page(ask);
  if (paged.kind === "done") return accepted(paged.receipt, to.unknown);
  if (paged.kind === "retry") return paged;
  const nobody = paged.nobody === true && isOnCall(effect.target);
  // Those of a step by name are told through Slack when PagerDuty does not know them: they are somebody.
  if (nobody) return { kind: "nobody", why: paged.reason };
  const whom = views.whom(effect.target, effect.policy, profile);
  const { reason, cure } = paged;
  return pager.state === "on"
    ? { kind: "failed", reason, cure: `${CALL} ${cure}` }
    : { kind: "failed", reason: `${reason} It was for ${whom}.`, cure };
}

/** Why nobody is to be called by it any more; null while somebody is. */
function whyUnwanted(effect: PageEffect, incident: Incident): string | null {
  if (incident.phase === "resolved" || incident.phase === "closed") return "the incident was resolved first";
  const wanted = incident.pages.find((one) => one.effect === (effect.again ?? effect.id));
  if (wanted === undefined) return "it was called off";
  const run = incident.escalations.find(({ key }) => key === wanted.escalation);
  if (wanted.acknowledged !== null || run?.state === "acknowledged") return "somebody has it";
  if (run?.state === "stopped") return "another escalation took its place";
  if (effect.again !== null && wanted.notified.length > 0) return "PagerDuty has called somebody after all";
  // The same step asked for again calls the same people; they are not to be woken twice at once.
  const again = incident.pages
    .slice(incident.pages.indexOf(wanted) + 1)
    .some((one) => one.escalation === wanted.escalation && one.step === wanted.step);
  return again ? "the same people are called again by now" : null;
}

/** That there is no second way is no failure of the page: nobody is told of a way that was never there. */
function whyImpossible(effect: PageEffect, pager: Outside["pager"]): string | null {
  return effect.again !== null && !pager.hasSecondWay ? "there is no second way" : null;
}

type Called =
  | { readonly kind: "called"; readonly target: PagerTarget; readonly unknown: readonly string[] }
  | Exclude<Performed, { kind: "done" }>;

async function pagerTarget(
  target: PageTarget,
  { incident, profile }: Performing,
  outside: Pick<Outside, "chat">,
): Promise<Called> {
  switch (target.kind) {
    case "pagerduty":
      return { kind: "called", target: { kind: "policy", policy: target.policy }, unknown: [] };
    case "schedule":
      return { kind: "called", target: { kind: "schedule", schedule: target.schedule }, unknown: [] };
    case "people":
      return { kind: "called", target: { kind: "people", emails: target.emails }, unknown: [] };
    case "group":
    case "role":
    case "user": {
      const found = await emailsOf(target, { incident, profile }, outside.chat);
      if (found.kind !== "found") return found;
      return { kind: "called", target: { kind: "people", emails: found.emails }, unknown: found.unknown };
    }
  }
}

function isOnCall(target: PageTarget): boolean {
  return target.kind === "pagerduty" || target.kind === "schedule";
}

function accepted({ unknown: unpaged, ...receipt }: PageReceipt, unknown: readonly string[]): Performed {
  return { kind: "done", receipt: { type: "page", ...receipt, unknown: [...unpaged, ...unknown] } };
}

/** The key of the second way is its own: PagerDuty would fold it into what it did not pass on. */
function wayOf(
  effect: PageEffect,
  { incident, profile }: Performing,
): Pick<PageAsk, "key" | "route" | "service"> {
  const service = profile.services.find((one) => one.key === incident.service);
  return {
    key: effect.id,
    route: effect.again === null ? "first" : "second",
    service: service?.pagerDutyService ?? null,
  };
}

function words(effect: PageEffect, incident: Incident): Pick<PageAsk, "title" | "body" | "severity"> {
  const { number, severity, rank } = incident;
  const what = incident.private ? "private incident" : incident.title;
  return {
    title: `${incident.drill ? "DRILL " : ""}INC-${number} ${severity}: ${what}`,
    body: body(incident, effect.reason),
    severity: rank === 1 ? "critical" : rank === 2 ? "error" : "warning",
  };
}

function body(incident: Incident, reason: string | null): string {
  const lines = [
    incident.private ? null : incident.description,
    incident.component === null ? null : `Component: ${incident.component}`,
    // The name of a private incident's channel is made of its title.
    incident.channel === null || incident.private ? null : `Slack: #${incident.channel.name}`,
    reason === null || incident.private ? null : `Why: ${reason}`,
  ];
  return lines.filter((line) => line !== null).join("\n");
}

/** Both ways of a page ring until both are told. */
export async function settlePage(
  effect: Extract<Effect, { kind: "acknowledge-page" | "resolve-page" }>,
  { incident }: Performing,
  { pager, store }: Outside,
): Promise<Performed> {
  const paged = incident.pages.find((one) => one.effect === effect.page);
  if (paged === undefined || paged.pagerDutyId === null)
    return { kind: "moot", why: "PagerDuty has not accepted that page" };
  const settle = (id: string, key: EffectId): Promise<Outcome<null>> =>
    effect.kind === "resolve-page" ? pager.resolve(id, key) : pager.acknowledge(id, key);
  const first = await settle(paged.pagerDutyId, paged.effect);
  if (!wentTwice(paged) || !pager.hasSecondWay) return plain(first);
  const again = await store.secondWay(incident.id, paged.effect);
  // PagerDuty knows it by our own key alone.
  const second = again === null ? first : await settle(again.effect, again.effect);
  if (first.kind !== "done") return plain(first);
  return second.kind === "done" && again?.state === "sent" ? UNDER_WAY : plain(second);
}

/** What is sent only after its end was told would ring on. */
const UNDER_WAY: Performed = {
  kind: "retry",
  afterMs: 1_000,
  reason: "The second way of this page is still being tried.",
  cure: "It is ended as soon as that is over.",
};
