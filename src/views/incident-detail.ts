import type { Incident } from "../domain/incident/incident.ts";
import { policyFor } from "../domain/incident/route.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, roomOf, section, sections } from "./blocks.ts";
import { escalationLines } from "./escalation-lines.ts";
import { headline, headlineRow, roleName, severityWords } from "./headline.ts";
import { nobodyWoken, pageLines } from "./pages.ts";
import { peopleLine, rolesInOrder } from "./people.ts";
import { promiseLines } from "./promises.ts";
import { manualName } from "./target-words.ts";
import { clip, date, escaped, person, quote, say } from "./text.ts";
import { troubleBlocks } from "./troubles.ts";

const ROOM = 9500;

/** Everything known of one incident, for `/incident show`. The card shows what to do; this shows what is. */
export function incidentDetail(incident: Incident, profile: Profile, hashInForce: string): Message {
  const top = section(headlineRow(incident, 400));
  const rest = [
    ...text(incident),
    section(people(incident, profile)),
    section(moments(incident, profile)),
    ...paging(incident, profile),
    context(governedBy(incident, hashInForce)),
  ];
  const room = ROOM - roomOf([top, ...rest]);
  return message(clip(escaped(headline(incident)), 600), [top, ...troubleBlocks(incident, room), ...rest]);
}

function text(incident: Incident): readonly Block[] {
  const said = incident.description === null ? [] : [section(quote(incident.description, 900))];
  const update = incident.lastUpdate;
  if (update === null) return said;
  return [...said, section(`*Last update* ${date(update.at)}\n${quote(update.text, 900)}`)];
}

function people(incident: Incident, profile: Profile): string {
  const roles = rolesInOrder(incident, profile).slice(0, 10);
  const lines = roles.map(
    ({ key, holder }) =>
      `${say(roleName(profile, key), 60)}: ${holder === null ? "_nobody yet_" : person(holder)}`,
  );
  const involved = `People: ${peopleLine(incident.participants, 20) || "_nobody yet_"}`;
  return [`Declared by ${person(incident.declaredBy)}`, ...lines, involved].join("\n");
}

function moments(incident: Incident, profile: Profile): string {
  const passed: readonly (readonly [string, number | null])[] = [
    ["Declared", incident.declaredAt],
    ["Acknowledged", incident.acknowledgedAt],
    ["Mitigated", incident.mitigatedAt],
    ["Resolved", incident.resolvedAt],
    ["Closed", incident.closedAt],
  ];
  const lines = passed.flatMap(([word, at]) => (at === null ? [] : [`${word} ${date(at)}`]));
  return [
    `*${say(severityWords(profile, incident.severity), 80)}*`,
    ...lines,
    ...promiseLines(incident),
  ].join("\n");
}

function paging(incident: Incident, profile: Profile): readonly Block[] {
  const woken = nobodyWoken(incident, profile);
  const lines = [...escalationLines(incident, profile), ...pageLines(incident, profile, 6)];
  if (lines.length > 0) return sections([...lines, ...(woken === null ? [] : [woken])]);
  const escalation = policyFor(profile, incident);
  const whom =
    escalation === null ? "" : ` \`/incident page\` would ask ${say(manualName(profile, escalation), 60)}.`;
  return [context(`No page was requested.${whom}`)];
}

function governedBy(incident: Incident, hashInForce: string): string {
  const manual = `Manual ${say(incident.profileHash.slice(0, 12), 12)}`;
  const changed = incident.profileHash === hashInForce ? "" : ", changed since it was declared";
  const drill = incident.drill ? "DRILL: this is an exercise. " : "";
  return `${drill}${manual}${changed}`;
}
