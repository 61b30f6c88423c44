import { type Answer, json } from "../http.ts";
import { branch, tag } from "./history.ts";
import type { RunAsk } from "./runs.ts";
import { bodyOf, notFound, problem, type RepositoryAsk, type Wire } from "./wire.ts";
import { runAddresses } from "./wire-run.ts";
import type { SandboxInput, SandboxRepository, SandboxWorkflow } from "./world.ts";

/** `workflow_dispatch`: whether GitHub takes it, in its own words when it does not, and the run that comes of it. */

const DOCS = "/actions/workflows#create-a-workflow-dispatch-event";
const MOST_INPUTS = 25;
const MOST_CHARACTERS = 65_535;
/** From this version on the parameter is gone and the run is always told. */
const ALWAYS_TOLD = "2026-03-10";

type Inputs = Readonly<Record<string, string>>;

export function dispatch(wire: Wire, ask: RepositoryAsk): Answer {
  const { repository, params, caller, version } = ask;
  const workflow = wire.repositories.workflow(repository.name, params["workflow_id"] ?? "");
  if (workflow === null) return notFound();
  const body = bodyOf(ask.asked);
  if (body === null) return problem(400, "Problems parsing JSON", DOCS);
  const fault = faultOfBody(body) ?? faultOfWorkflow(workflow);
  if (fault !== null) return refused(fault);
  const ref = startable(repository, String(body["ref"]));
  if (ref === null) return refused(`No ref found for: ${String(body["ref"])}`);
  const given = inputsOf(body);
  const wrong = faultOfInputs(workflow.inputs, given);
  if (wrong !== null) return refused(wrong);
  const inputs = withDefaults(workflow.inputs, given);
  const run = wire.runs.start({
    workflow,
    ref,
    inputs,
    actor: caller.who.login,
  });
  if (body["return_run_details"] !== true && version < ALWAYS_TOLD) return { status: 204, body: "" };
  const { api, page } = runAddresses(wire, repository, run.id);
  return json(200, { workflow_run_id: run.id, run_url: api, html_url: page });
}

/** A branch or a tag, by its name or in full; a commit is neither. */
function startable(repository: SandboxRepository, ref: string): RunAsk["ref"] | null {
  const [, folder, name = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  const [ofBranch, ofTag] = [branch(repository, name), tag(repository, name)];
  if (folder === "heads") return ofBranch;
  return folder === "tags" ? ofTag : (ofBranch ?? ofTag);
}

/** As GitHub Enterprise Server says it of a parameter that it does not know. */
export function parameterRefused(): Answer {
  return refused('Invalid request.\n\n"return_run_details" is not a permitted key.');
}

function refused(message: string): Answer {
  return problem(422, message, DOCS);
}

function faultOfBody(body: Readonly<Record<string, unknown>>): string | null {
  const { ref, inputs = {}, return_run_details: details = false } = body;
  const invalid = (what: string): string => `Invalid request.\n\n${what}`;
  if (ref === undefined) return invalid('"ref" wasn\'t supplied.');
  if (typeof ref !== "string")
    return invalid(`For 'properties/ref', ${JSON.stringify(ref)} is not a string.`);
  if (typeof inputs !== "object" || inputs === null || Array.isArray(inputs))
    return invalid(`For 'properties/inputs', ${JSON.stringify(inputs)} is not an object.`);
  const count = Object.keys(inputs).length;
  if (count > MOST_INPUTS)
    return invalid(`No more than ${MOST_INPUTS} properties are allowed; ${count} were supplied.`);
  if (typeof details !== "boolean")
    return invalid(`For 'properties/return_run_details', ${JSON.stringify(details)} is not a boolean.`);
  const known = ["ref", "inputs", "return_run_details"];
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  return unknown === undefined ? null : invalid(`"${unknown}" is not a permitted key.`);
}

function faultOfWorkflow({ state, byHand }: SandboxWorkflow): string | null {
  if (state !== "active") return "Cannot trigger a 'workflow_dispatch' on a disabled workflow";
  return byHand ? null : "Workflow does not have 'workflow_dispatch' trigger";
}

/** Numbers and booleans come as text into the run. */
function inputsOf({ inputs }: Readonly<Record<string, unknown>>): Inputs {
  const given = Object.entries((inputs ?? {}) as Record<string, unknown>); // looked at in faultOfBody
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}

function faultOfInputs(declared: readonly SandboxInput[], given: Inputs): string | null {
  const unknown = Object.keys(given).filter((name) => !declared.some((input) => input.name === name));
  if (unknown.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unknown)}`;
  const missing = declared.find(
    (input) => input.required === true && input.default === undefined && (given[input.name] ?? "") === "",
  );
  if (missing !== undefined) return `Required input '${missing.name}' not provided`;
  const other = declared.find((input) => !isAllowed(input, given[input.name]));
  if (other !== undefined)
    return `Provided value '${given[other.name]}' for input '${other.name}' not in the list of allowed values`;
  const characters = Object.entries(given).reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  );
  return characters > MOST_CHARACTERS ? "inputs are too large." : null;
}

function isAllowed({ options }: SandboxInput, value: string | undefined): boolean {
  return options === undefined || value === undefined || options.includes(value);
}

function withDefaults(declared: readonly SandboxInput[], given: Inputs): Inputs {
  const defaults = declared.flatMap((input) =>
    input.default === undefined ? [] : [[input.name, input.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
