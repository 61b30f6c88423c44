import { z } from "zod";
import { hold } from "../commands/deploy-perform.ts";
import { noSuch } from "../commands/deploy-place.ts";
import { placeOf } from "../commands/deploy-recovery.ts";
import { askAbout, askToPropose, toldOfDeployment } from "../commands/deploy-told.ts";
import { proposalOf } from "../commands/deploy-words.ts";
import { saying } from "../commands/told.ts";
import type { AskedCommand } from "../domain/deployment/command.ts";
import type { DeploymentRefusal } from "../domain/deployment/decision.ts";
import type { SlackChannelId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentResult } from "../engine/deployment-ports.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { DEPLOYMENT_FORMS } from "../views/deployment-actions.ts";
import { LAST_GOOD } from "../views/deployment-modals-back.ts";
import { shaOf } from "./deployment-value.ts";
import { type Filled, filled } from "./filled.ts";
import { viewKey } from "./keys.ts";
import { Submission } from "./payload.ts";
import { atField } from "./refused-form.ts";

/** Submitted forms of deployments: what was filled in → a command; a refusal comes back at its field. */

export function deploymentFormRoutes(edge: Edge): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [DEPLOYMENT_FORMS.propose, propose(edge)],
    [DEPLOYMENT_FORMS.rollBack, rollBack(edge)],
    [DEPLOYMENT_FORMS.restore, restore(edge)],
    [DEPLOYMENT_FORMS.reject, reject(edge)],
    [DEPLOYMENT_FORMS.breakGlass, breakGlass(edge)],
    [DEPLOYMENT_FORMS.lock, lock(edge)],
  ]);
}

const channel = z
  .string()
  .transform((id) => id as SlackChannelId)
  .nullable(); // our own form carries Slack's id

const AboutPlace = z.object({ channel });

function propose(edge: Edge): Route {
  return async (body) => {
    const { submission, form, about } = read(body, AboutPlace);
    const chosen = form.text("place") ?? "";
    const place = placeNamed(chosen, edge.profile());
    // The rules say that there is none.
    const { service, environment } = place ?? { service: chosen, environment: "" };
    const command = proposalOf(about.channel, {
      kind: "deploy",
      service,
      environment,
      ref: form.text("ref"),
      why: form.text("why"),
      dryRun: form.options("options").includes("dry-run"),
    });
    return submitProposal(command, submission, edge);
  };
}

const AboutRollBack = z.object({ channel, service: z.string(), environment: z.string() });

function rollBack(edge: Edge): Route {
  return async (body) => {
    const { submission, form, about } = read(body, AboutRollBack);
    const version = form.text("version");
    const database = form.text("database");
    const command = proposalOf(about.channel, {
      kind: "rollback",
      service: about.service,
      environment: about.environment,
      ref: version === LAST_GOOD ? null : version,
      why: form.text("why"),
      database: database === null ? null : database === "yes",
    });
    return submitProposal(command, submission, edge);
  };
}

function restore(edge: Edge): Route {
  return async (body) => {
    const { submission, form, about } = read(body, AboutPlace);
    const command = proposalOf(about.channel, {
      kind: "restore",
      ...placeOf(form.text("backup") ?? "", edge.profile().delivery.backups),
      restoreTo: form.time("to"),
      why: form.text("why"),
    });
    return submitProposal(command, submission, edge);
  };
}

async function submitProposal(
  command: ReturnType<typeof proposalOf>,
  submission: Submission,
  edge: Edge,
): Promise<Answer> {
  const asker = { user: submission.user.id, key: await viewKey(submission) };
  const result = await askToPropose(command, asker, edge);
  const said = await toldOfDeployment(result, command, edge);
  if (result.kind === "refused") return atField(fieldsOf(result.refusal), said, filled(submission).blocks);
  // It has no card yet to look at, so its number is said.
  return { kind: "message", message: said };
}

const AboutDeployment = z.object({ number: z.number().int() });

function reject(edge: Edge): Route {
  return async (body) => {
    const { submission, form, about } = read(body, AboutDeployment);
    return submitAbout(about.number, { type: "reject", why: form.text("why") ?? "" }, submission, edge);
  };
}

const AboutGlass = AboutDeployment.extend({ sha: z.string() });

function breakGlass(edge: Edge): Route {
  return async (body) => {
    const { submission, form, about } = read(body, AboutGlass);
    const command = { type: "break-glass", why: form.text("why") ?? "", sha: shaOf(about.sha) } as const;
    return submitAbout(about.number, command, submission, edge);
  };
}

async function submitAbout(
  number: number,
  command: AskedCommand,
  submission: Submission,
  edge: Edge,
): Promise<Answer> {
  const asker = { user: submission.user.id, key: await viewKey(submission) };
  const result: DeploymentResult = await askAbout(number, command, asker, edge);
  if (result.kind === "accepted") return { kind: "nothing" };
  const said = await toldOfDeployment(result, command, edge);
  return result.kind === "refused"
    ? atField(fieldsOf(result.refusal), said, filled(submission).blocks)
    : { kind: "message", message: said };
}

function lock(edge: Edge): Route {
  return async (body) => {
    const { submission, form } = read(body, z.object({}));
    const chosen = form.text("place") ?? "";
    const place = placeNamed(chosen, edge.profile());
    // A lock on a place that is not there would hold nobody back.
    if (place === null) {
      const known = placesOf(edge.profile()).map(nameOf);
      return atField(["place"], saying(noSuch("place", chosen, known)), form.blocks);
    }
    const minutes = Number(form.text("minutes") ?? "");
    const ask = {
      ...place,
      why: form.text("why") ?? "",
      // The options of our own form are whole minutes; none is the manual's usual time.
      until: minutes > 0 ? edge.clock.now() + minutes * 60_000 : null,
      steal: false,
    };
    const held = { kind: "hold", does: "lock", ask } as const;
    return { kind: "message", message: await hold(held, submission.user.id, edge) };
  };
}

function read<About>(
  body: unknown,
  schema: z.ZodType<About>,
): { readonly submission: Submission; readonly form: Filled; readonly about: About } {
  const submission = Submission.parse(body);
  const about = schema.parse(JSON.parse(submission.view.private_metadata || "{}"));
  return { submission, form: filled(submission), about };
}

/** `service/environment`, as the form offers it; null when the manual has it no more. */
function placeNamed(chosen: string, profile: Profile): Place | null {
  return placesOf(profile).find((place) => nameOf(place) === chosen) ?? null;
}

type Place = { readonly service: string; readonly environment: string };

function placesOf({ delivery }: Profile): readonly Place[] {
  return Object.entries(delivery.environments).flatMap(([service, all]) =>
    all.map(({ key }) => ({ service, environment: key })),
  );
}

function nameOf({ service, environment }: Place): string {
  return `${service}/${environment}`;
}

/** Fields that a refusal is about; where there is none it takes the form's place. */
function fieldsOf({ reason }: DeploymentRefusal): readonly string[] {
  switch (reason) {
    case "unknown-service":
    case "unknown-environment":
    case "no-plan":
      return ["place", "backup"];
    case "unknown-backup":
      return ["backup"];
    case "nothing-to-roll-back-to":
      return ["version"];
    case "time-not-past":
      return ["to"];
    case "empty-text":
      return ["why"];
    case "no-such-deployment":
    case "unknown-plan":
    case "may-not":
    case "already-proposed":
    case "own-request":
    case "already-approved":
    case "not-waiting":
    case "already-ended":
    case "cannot-cancel":
    case "ref-moved":
    case "expired":
    case "needs-second-person":
    case "is-cancelling":
    case "no-such-item":
    case "glass-is-broken":
    case "nothing-closed":
    case "not-lost":
    case "nothing-to-retry":
      return [];
  }
}
