import type { InputBlock, PlainTextOption } from "@slack/types";
import type { Deployment } from "../domain/deployment/deployment.ts";
import { isPassable } from "../domain/deployment/gates.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import type { Block, View } from "./blocks.ts";
import { context, input, modal, option, section, textInput } from "./blocks.ts";
import { DEPLOYMENT_FORMS, shaValue } from "./deployment-actions.ts";
import { named, nameOf } from "./deployment-words.ts";
import { closedLine } from "./gate-lines.ts";

// The forms of deployments. The answers go by the ids `place`, `ref`, `why` and `options`.

export type ProposePrefill = {
  readonly service: string | null;
  readonly environment: string | null;
  readonly ref: string | null;
  readonly why: string | null;
};

/** Asks for what is missing in `/deploy`. The answer of `place` is `service/environment`. */
export function proposeModal(profile: Profile, prefill: ProposePrefill, channel: string | null): View {
  const place = placeSelect(profile, prefill);
  const blocks: readonly Block[] =
    place === null
      ? [section("The manual names nothing that is deployed from here.")]
      : [
          input("place", "What goes where?", place),
          input(
            "ref",
            "Which branch, tag or commit?",
            textInput("one", { initial: prefill.ref ?? "", max: 250 }),
            {
              optional: true,
              hint: "Left empty, the manual's own branch for that environment.",
            },
          ),
          input("why", "Why?", textInput("several", { initial: prefill.why ?? "", max: 1000 }), {
            optional: true,
            hint: "Whoever approves reads it.",
          }),
          input("options", "Options", dryRun(), { optional: true }),
          context("Nothing runs by this: it is looked at first, and starts when its gates are open."),
        ];
  return modal({
    callback: DEPLOYMENT_FORMS.propose,
    title: "Propose a deployment",
    submit: "Propose",
    metadata: JSON.stringify({ channel }),
    blocks,
  });
}

function dryRun(): InputBlock["element"] {
  return {
    type: "checkboxes",
    options: [option("Dry run", "dry-run", "Shows what it would do and wait for; starts nothing")],
  };
}

/** Places by service; null where the manual names none. */
export function placeSelect(
  { delivery, services }: Profile,
  { service, environment }: Pick<ProposePrefill, "service" | "environment">,
): InputBlock["element"] | null {
  const known = Object.entries(delivery.environments).filter(([, all]) => all.length > 0);
  // Who named the service chooses among its environments.
  const offered = known.some(([key]) => key === service) ? known.filter(([key]) => key === service) : known;
  const groups = offered.slice(0, 100).map(([key, all]) => ({
    label: option(services.find((one) => one.key === key)?.name ?? key, "x").text,
    options: all
      .slice(0, 100)
      .map((one): PlainTextOption => option(`${key} → ${one.key}`, `${key}/${one.key}`)),
  }));
  if (groups.length === 0) return null;
  const initial = groups
    .flatMap(({ options }) => options)
    .find(({ value }) => value === `${service}/${environment}`);
  return {
    type: "static_select",
    option_groups: groups,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** A rejection needs a reason, which whoever asked for it reads. */
export function rejectModal(deployment: Deployment, profile: Profile): View {
  return modal({
    callback: DEPLOYMENT_FORMS.reject,
    title: `${nameOf(deployment)}: reject`,
    submit: "Reject",
    metadata: JSON.stringify({ number: deployment.number }),
    blocks: [
      section(`${named(deployment, profile)}\nIt ends by this, and nothing runs.`),
      input("why", "Why?", textInput("several", { max: 1000 }), {
        hint: "Whoever asked for it reads this.",
      }),
    ],
  });
}

/** What would be passed over, in full, before the first of two people says so. The commit shown goes with it. */
export function breakGlassModal(scene: DeploymentScene, profile: Profile): View {
  const { deployment, gates } = scene;
  const closed = gates.filter((gate) => !gate.open && isPassable(gate)).slice(0, 10);
  const lines = closed.map((gate) => section(closedLine(gate, scene)));
  const over: readonly Block[] =
    closed.length === 0
      ? [section("No gate is closed by now: nothing has to be passed over.")]
      : [section("*This would be passed over:*"), ...lines];
  return modal({
    callback: DEPLOYMENT_FORMS.breakGlass,
    title: `${nameOf(deployment)}: break glass`,
    submit: "Break the glass",
    metadata: JSON.stringify({ number: deployment.number, sha: shaValue(deployment) }),
    blocks: [
      section(named(deployment, profile)),
      ...over,
      input("why", "Why can it not wait?", textInput("several", { max: 1000 }), {
        hint: "It is announced with your name, and stands in the post-mortem.",
      }),
      context("A second person must say so too. Nothing starts by your word alone."),
    ],
  });
}
