import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { createRouter } from "../../sandbox/github/routes.ts";
import type { Answer, Asked } from "../../sandbox/http.ts";

/** GitHub's published description, trimmed, and what is wrong with an exchange by it. */

type Schema = Readonly<Record<string, unknown>>;
type Parameter = { readonly name: string; readonly in: string; readonly schema: Schema };
type Operation = {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: unknown };
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, unknown>>;
};

export type Exchange = { readonly asked: Asked; readonly answer: Exclude<Answer, null> };

const FILE = new URL("../fixtures/github-openapi.json", import.meta.url);
const description = nullsWrittenOut(JSON.parse(readFileSync(FILE, "utf8"))) as Description;
const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
for (const format of ["int64", "uri-template", "timestamp", "repo.nwo"]) ajv.addFormat(format, true);
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
ajv.addFormat("uri", (text) => URL.canParse(text));
ajv.addFormat("email", /^\S+@\S+$/);
ajv.addSchema(description, "github");

const validators = new Map<string, ValidateFunction>();

/** As the stand-in names its calls: `GET /repos/{owner}/{repo}`. */
export const OPERATIONS: readonly string[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

const route = createRouter(OPERATIONS);

/** Errors are answered everywhere, whether or not the description lists them for this call. */
const ERRORS = [400, 401, 403, 404, 409, 422, 429, 500];

/** Nothing when request and answer are as described. A request that GitHub refuses may be wrong. */
export function faultsOf({ asked, answer }: Exchange): readonly string[] {
  const routed = route(asked.method, asked.path);
  if (routed === null)
    return answer.status === 404 || answer.status === 401 ? [] : [`undescribed ${asked.path}`];
  const [method = "", path = ""] = routed.call.split(" ");
  const operation = description.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) return [`no operation ${routed.call}`];
  const at = `/paths/${pointer(path)}/${method.toLowerCase()}`;
  const isRefused = answer.status >= 400;
  const faults = [
    ...(isRefused ? [] : faultsOfQuery(operation, asked)),
    ...(isRefused || operation.requestBody === undefined ? [] : faultsOfBody(at, asked)),
    ...faultsOfAnswer(operation, at, answer),
  ];
  return faults.map((fault) => `${routed.call} ${answer.status}: ${fault}`);
}

export function faultsOfWebhook(event: string, body: string): readonly string[] {
  const parsed = JSON.parse(body) as { readonly action: string };
  const name = `${event}-${parsed.action}`.replaceAll("_", "-");
  if (description.webhooks[name] === undefined) return [`undescribed webhook ${name}`];
  return against(`/webhooks/${name}/post/requestBody/content/application~1json/schema`, parsed);
}

function faultsOfQuery({ parameters = [] }: Operation, { query }: Asked): readonly string[] {
  const known = parameters.map(resolved).filter((parameter) => parameter.in === "query");
  return [...query].flatMap(([name, text]) => {
    const parameter = known.find((one) => one.name === name);
    if (parameter === undefined) return [`unknown parameter ${name}`];
    // Its own text says a search range; its schema says an instant.
    if (name === "created") return [];
    const { type } = parameter.schema;
    const value = type === "integer" ? Number(text) : type === "boolean" ? text === "true" : text;
    return ajv.validate(parameter.schema, value) ? [] : [`${name}=${text} ${ajv.errorsText()}`];
  });
}

function faultsOfBody(at: string, { body }: Asked): readonly string[] {
  if (body === "") return [];
  return against(`${at}/requestBody/content/application~1json/schema`, JSON.parse(body));
}

function faultsOfAnswer({ responses }: Operation, at: string, { status, body }: Exchange["answer"]) {
  const described = responses[String(status)];
  if (status === 304) return body.length === 0 ? [] : ["304 with a body"];
  if (described === undefined) {
    if (!ERRORS.includes(status)) return ["undescribed status"];
    return against("/components/schemas/basic-error", JSON.parse(body.toString()));
  }
  const { content } = resolved(described) as { readonly content?: unknown };
  if (content === undefined) return body.length === 0 ? [] : ["a body where none is described"];
  const where =
    "$ref" in described
      ? String((described as { $ref: string }).$ref).slice(1)
      : `${at}/responses/${String(status)}`;
  return against(`${where}/content/application~1json/schema`, JSON.parse(body.toString()));
}

function against(at: string, value: unknown): readonly string[] {
  const validate = validators.get(at) ?? ajv.compile({ $ref: `github#${encodeURI(at)}` });
  validators.set(at, validate);
  return validate(value) ? [] : [ajv.errorsText(validate.errors)];
}

function resolved<T>(part: T | { readonly $ref: string }): T {
  if (typeof part !== "object" || part === null || !("$ref" in part)) return part as T; // it is no reference
  const names = part.$ref.slice(2).split("/");
  return names.reduce<unknown>((whole, name) => (whole as Schema)[name], description) as T; // a reference to a T
}

function pointer(text: string): string {
  return text.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says that it may also be null. */
function nullsWrittenOut(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(nullsWrittenOut);
  if (typeof part !== "object" || part === null) return part;
  const { nullable, ...rest } = part as Schema;
  const whole = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, nullsWrittenOut(value)]),
  );
  return nullable === true ? { anyOf: [whole, { type: "null" }] } : { ...whole };
}
