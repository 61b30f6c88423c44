import type { Deployment } from "../domain/deployment/deployment.ts";
import type { Profile } from "../domain/profile.ts";
import type { Diff, Standing } from "../engine/deployment-ports.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section, within } from "./blocks.ts";
import { changeSummary, commitLines } from "./deployment-changes.ts";
import { shortStand, sign } from "./deployment-headline.ts";
import { asSentence, commandFor, inCode, nameOf, short, tookMs, whatIs } from "./deployment-words.ts";
import { holdLine } from "./hold-lines.ts";
import { date, duration, oneLine, person, plural, say, typed } from "./text.ts";

// What was deployed, what is under way, and what stands where.

const ROOM = 8600;
const MOST = 40;

/** One deployment on two lines: what became of it, and who asked for what when. */
function row(deployment: Deployment, profile: Profile): string {
  const { requestedBy, requestedAt, pinned, ref, why, brokenGlass } = deployment;
  const dry = deployment.dryRun ? "DRY RUN · " : "";
  const head = `${sign(deployment)} ${dry}${nameOf(deployment)} · ${whatIs(deployment, profile)} · ${shortStand(deployment)}`;
  const sha = pinned === null ? "" : ` = \`${inCode(short(pinned.sha), 10)}\``;
  const isVersion = deployment.kind === "deploy" || deployment.kind === "rollback";
  const version = isVersion ? [`\`${inCode(ref, 60)}\`${sha}`] : [];
  const took = tookMs(deployment);
  const parts = [
    ...version,
    `${person(requestedBy)} ${date(requestedAt)}`,
    ...(took === null ? [] : [`took ${duration(took)}`]),
    ...(brokenGlass?.second == null ? [] : ["🚨 glass broken"]),
    ...(why === null ? [] : [say(why, 80)]),
  ];
  return `*${say(head, 220)}*\n${parts.join(" · ")}`;
}

function rows(deployments: readonly Deployment[], profile: Profile, room: number): readonly Block[] {
  const groups = deployments.slice(0, MOST).map((one) => [section(row(one, profile))]);
  const { blocks, left } = within(groups, room);
  const more = left + Math.max(0, deployments.length - MOST);
  return more === 0 ? blocks : [...blocks, context(`${more} more. \`/deploy status 12\` shows one of them.`)];
}

type Of = { readonly service: string | null; readonly environment: string | null };

/** Newest first, as they come from the query. */
export function deploymentHistory(
  deployments: readonly Deployment[],
  { service, environment }: Of,
  profile: Profile,
): Message {
  const of = service === null ? "" : ` of ${say(service, 60)}`;
  const where = `${of}${environment === null ? "" : ` in ${say(environment, 60)}`}`;
  if (deployments.length === 0) return saying(`Nothing${where} was asked for through Tocsin yet.`);
  const title = `The latest${where}, newest first`;
  return message(title, [context(title), ...rows(deployments, profile, ROOM)]);
}

/** Everything that has not ended. */
export function deploymentsOpen(deployments: readonly Deployment[], profile: Profile): Message {
  if (deployments.length === 0)
    return saying(`Nothing is under way. ${typed("/deploy <service> to <environment>")} proposes something.`);
  const title = `${plural(deployments.length, "deployment is", "deployments are")} under way`;
  return message(title, [context(title), ...rows(deployments, profile, ROOM)]);
}

/** Which version is good in each environment of a service, what is under way there and what holds it back. */
export function deploymentStanding(
  service: string,
  standings: readonly Standing[],
  profile: Profile,
): Message {
  if (standings.length === 0)
    return saying(`${say(service, 60)} is not deployed from here: the manual names no environment of it.`);
  const title = `Where ${say(service, 60)} stands`;
  const groups = standings.map((one) => [section(standing(one, profile))]);
  const { blocks, left } = within(groups, ROOM);
  const more = left === 0 ? [] : [context(`${plural(left, "more environment", "more environments")}.`)];
  return message(`${title}: ${standings.map(inShort).join(", ")}`, [
    section(`*${title}*`),
    ...blocks,
    ...more,
  ]);
}

function inShort({ environment, good }: Standing): string {
  return `${say(environment, 40)} ${good === null ? "unknown" : short(good.sha)}`;
}

function standing({ environment, good, open, holds }: Standing, profile: Profile): string {
  const version =
    good === null
      ? "no version was verified there yet"
      : `\`${inCode(good.ref, 60)}\` = \`${inCode(short(good.sha), 10)}\`, verified ${date(good.at)} by #${good.number}`;
  const under = open.slice(0, 4).map((one) => {
    const what = one.kind === "deploy" ? "" : ` ${whatIs(one, profile)}`;
    return `${sign(one)} ${say(`${nameOf(one)}${what} · ${shortStand(one)}`, 160)}`;
  });
  const more = open.length > 4 ? [`and ${open.length - 4} more`] : [];
  const held = holds.slice(0, 3).map((hold) => holdLine(hold));
  return [`*${say(environment, 60)}*: ${version}`, ...under, ...more, ...held].join("\n");
}

/** What would go out now, and nothing is started by looking. */
export function deploymentDiff(
  asked: { readonly service: string; readonly environment: string },
  diff: Diff,
): Message {
  const { service, environment } = asked;
  const where = `${say(service, 60)} in ${say(environment, 60)}`;
  switch (diff.kind) {
    case "not-deployed-from-here":
      return saying(`${where} is not deployed from here, so there is nothing to compare.`);
    case "unseen":
      return saying(
        `What would change for ${where} is not known: ${asSentence(say(diff.reason, 300))} ${asSentence(say(diff.cure, 400))}`,
      );
    case "seen": {
      const head = `*${where}*: \`${inCode(diff.ref, 80)}\` is \`${inCode(short(diff.sha), 10)}\` now.`;
      const compared = { kind: "deploy", pinned: { sha: diff.sha }, outlook: diff } as const;
      const summary = changeSummary(compared) ?? "";
      const propose = typed(commandFor({ kind: "deploy", service, environment, subject: null }, diff.ref));
      const lines = commitLines(compared);
      return message(`${where}: ${oneLine(summary)}`, [
        section(`${head}\n${summary}`),
        ...(lines.length === 0 ? [] : [section(lines.join("\n"))]),
        context(`${propose} proposes it.`),
      ]);
    }
  }
}

function saying(words: string): Message {
  return message(words, [section(words)]);
}
