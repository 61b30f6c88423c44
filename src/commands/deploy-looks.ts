import { type DeploySubCommand, type DeployTyped, type DeployUnderstood, wrong } from "./deploy-command.ts";
import {
  environmentsOf,
  missing,
  noSuch,
  reasonOf,
  servicesOf,
  takeEnvironment,
  takeService,
  takeTarget,
  wordsOf,
} from "./deploy-place.ts";
import { firstWord } from "./text.ts";

/** What only shows something, and what stops. */
export const LOOKS: readonly DeploySubCommand[] = [
  {
    name: "status",
    usage: "/deploy status [service | number]",
    summary: "Shows what is under way, where a service stands, or one deployment.",
    parse: status,
  },
  {
    name: "where",
    usage: "/deploy where <service>",
    summary: "Shows which version is good in each environment, and what holds others back there.",
    parse: where,
  },
  {
    name: "history",
    usage: "/deploy history [service] [environment]",
    summary: "Shows what was deployed, by whom, and what became of it.",
    parse: history,
  },
  {
    name: "diff",
    usage: "/deploy diff <service> [ref] in <environment>",
    summary: "Shows what would change since the last good version there.",
    parse: diff,
  },
  {
    name: "locks",
    usage: "/deploy locks",
    summary: "Shows every lock and freeze, whose it is and until when.",
    parse: () => ({ kind: "holds" }),
  },
  {
    name: "cancel",
    usage: "/deploy cancel <number> [why]",
    summary: "Cancels a deployment; a run that began is asked to stop.",
    parse: cancel,
  },
  {
    name: "help",
    usage: "/deploy help",
    summary: "Shows this list.",
    parse: () => ({ kind: "help" }),
  },
];

/** `12` or `#12`; nine digits are more deployments than anybody has. */
export function numberOf(typed: string): number | null {
  const match = /^#?(\d{1,9})$/.exec(typed);
  return match === null ? null : Number(match[1]);
}

function status(typed: DeployTyped): DeployUnderstood {
  const number = numberOf(typed.text);
  if (typed.text === "") return { kind: "open" };
  if (number !== null) return { kind: "show", number };
  return where(typed);
}

function where({ text, profile }: DeployTyped): DeployUnderstood {
  const known = servicesOf(profile);
  if (text === "") return wrong(missing("service", known));
  const found = takeService(wordsOf(text), profile);
  if (!found.known) return wrong(noSuch("service", found.service, known));
  return found.rest === ""
    ? { kind: "where", service: found.service }
    : wrong("Only a service may follow here.");
}

function history({ text, profile }: DeployTyped): DeployUnderstood {
  if (text === "") return { kind: "history", service: null, environment: null };
  const { service, known, rest } = takeService(wordsOf(text), profile);
  if (!known) return wrong(noSuch("service", service, servicesOf(profile)));
  const environments = environmentsOf(profile, service);
  const { environment, rest: left } = takeEnvironment(rest, environments);
  return left === ""
    ? { kind: "history", service, environment }
    : wrong(
        environment === null ? noSuch("environment", left, environments) : "Nothing more may follow here.",
      );
}

function diff({ text, profile }: DeployTyped): DeployUnderstood {
  if (text === "") return wrong(missing("service", servicesOf(profile)));
  const { service, known, rest } = takeService(wordsOf(text), profile);
  if (!known) return wrong(noSuch("service", service, servicesOf(profile)));
  const environments = environmentsOf(profile, service);
  const { ref, environment, rest: left } = takeTarget(rest, environments);
  if (environment === null) return wrong(missing("environment", environments));
  if (!environments.includes(environment)) return wrong(noSuch("environment", environment, environments));
  return left === "" ? { kind: "diff", service, ref, environment } : wrong("Nothing more may follow here.");
}

function cancel({ text }: DeployTyped): DeployUnderstood {
  const { word, rest } = firstWord(text);
  const number = numberOf(word.replace(/[,:]$/, ""));
  if (number === null)
    return wrong(
      "What is missing is the deployment's number, such as `12`. `/deploy status` shows what is under way.",
    );
  return { kind: "cancel", number, why: reasonOf(wordsOf(rest)) || null };
}
