import { z } from "zod";
import { storable } from "../commands/text.ts";
import { told } from "../commands/told.ts";
import type { EffectId, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import type { IncidentRef } from "../engine/ports.ts";
import { DECLARE_CALLBACK } from "../views/declare-modal.ts";
import {
  HOLD_CALLBACK,
  NOTE_CALLBACK,
  PAUSE_CALLBACK,
  REOPEN_CALLBACK,
  RESOLVE_CALLBACK,
  SEVERITY_CALLBACK,
  STATUS_CALLBACK,
  UPDATE_CALLBACK,
  WAIVE_CALLBACK,
} from "../views/incident-modals.ts";
import { type Filled, filled } from "./filled.ts";
import { viewKey } from "./keys.ts";
import { Submission } from "./payload.ts";
import { refusedForm } from "./refused-form.ts";

/** Submitted forms: what was filled in → a command; a refusal comes back at its field. */

export function formRoutes(edge: Edge): ReadonlyMap<string, Route> {
  const ofIncident = Object.entries(COMMANDS).map(
    ([id, toCommand]) => [id, aboutIncident(edge, toCommand)] as const,
  );
  return new Map<string, Route>([[DECLARE_CALLBACK, declare(edge)], ...ofIncident]);
}

const COMMANDS: Readonly<Record<string, (form: Filled, effect: string) => IncidentCommand>> = {
  [STATUS_CALLBACK]: (form) => ({
    type: "change-status",
    status: form.text("status") ?? "",
    message: form.text("message"),
  }),
  [NOTE_CALLBACK]: (form) => ({
    type: "add-note",
    text: form.text("text") ?? "",
    author: null,
    saidAt: null,
    source: "command",
    permalink: null,
  }),
  [UPDATE_CALLBACK]: (form) => ({
    type: "post-update",
    message: form.text("message") ?? "",
    nextInMs: minutes(form.text("next")),
  }),
  [HOLD_CALLBACK]: (form) => ({
    type: "hold",
    forMs: minutes(form.text("minutes")) ?? 0,
    why: form.text("why") ?? "",
  }),
  [PAUSE_CALLBACK]: (form) => ({ type: "pause-clocks", why: form.text("why") ?? "" }),
  [SEVERITY_CALLBACK]: (form) => ({
    type: "change-severity",
    severity: form.text("severity") ?? "",
    why: form.text("why"),
  }),
  [RESOLVE_CALLBACK]: (form) => ({ type: "resolve", message: form.text("message") ?? "" }),
  [REOPEN_CALLBACK]: (form) => ({ type: "reopen", why: form.text("why") ?? "" }),
  [WAIVE_CALLBACK]: (form, effect) => ({
    type: "waive",
    effect: effect as EffectId, // our own form carries it
    why: form.text("why"),
  }),
};

/** The options of our own forms are whole minutes. */
function minutes(chosen: string | null): number | null {
  return chosen === null ? null : Number(chosen) * 60_000;
}

const AboutIncident = z.object({ number: z.number().int(), effect: z.string().default("") });

function aboutIncident(edge: Edge, toCommand: (form: Filled, effect: string) => IncidentCommand): Route {
  return async (body) => {
    const submission = Submission.parse(body);
    const { number, effect } = AboutIncident.parse(JSON.parse(submission.view.private_metadata));
    const command = toCommand(filled(submission), effect);
    return await submit(edge, submission, command, { kind: "number", number });
  };
}

const AboutDeclare = z.object({
  declaredIn: z
    .string()
    .transform((id) => id as SlackChannelId)
    .nullish(), // our own form carries Slack's id
  from: z
    .object({
      text: z.string().transform(storable),
      author: z
        .string()
        .transform((id) => id as SlackUserId)
        .nullable(), // the same
      saidAt: z.number(),
      permalink: z.string().nullable(),
    })
    .nullish(),
});

function declare(edge: Edge): Route {
  return async (body) => {
    const submission = Submission.parse(body);
    const about = AboutDeclare.parse(JSON.parse(submission.view.private_metadata || "{}"));
    const form = filled(submission);
    const options = form.options("options");
    const command: IncidentCommand = {
      type: "declare",
      title: form.text("title") ?? "",
      description: form.text("description"),
      severity: form.text("severity"),
      component: form.text("component"),
      private: options.includes("private"),
      drill: options.includes("drill"),
      declaredIn: about.declaredIn ?? null,
      from: about.from ?? null,
      page: null,
    };
    return await submit(edge, submission, command, { kind: "new" });
  };
}

async function submit(
  edge: Edge,
  submission: Submission,
  command: IncidentCommand,
  incident: IncidentRef,
): Promise<Answer> {
  const by = { kind: "person", user: submission.user.id } as const;
  const key = await viewKey(submission);
  const result = await edge.dispatcher.dispatch({ command, by, incident, key });
  const said = await told(result, command, edge);
  if (result.kind === "refused") return refusedForm(result.refusal, said, filled(submission).blocks);
  // A new incident has no card yet to look at, so its number is said; the others show on the card.
  if (result.kind === "quiet" || command.type === "declare") return { kind: "message", message: said };
  return { kind: "nothing" };
}
