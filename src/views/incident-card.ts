import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { actions, context, fields, header, message, roomOf, section, sections } from "./blocks.ts";
import { callingButtons, phaseButtons } from "./card-buttons.ts";
import { escalationLines } from "./escalation-lines.ts";
import { headline, roleName, severityWords, square } from "./headline.ts";
import { nobodyCalled, nobodyWoken, pageLines } from "./pages.ts";
import { actorSaid, inCharge, rolesInOrder, whoIsIn } from "./people.ts";
import { promiseLines } from "./promises.ts";
import { suspectBlocks } from "./suspect.ts";
import { takeRole } from "./take-role.ts";
import { date, escaped, link, person, plain, quote, say } from "./text.ts";
import { troubleBlocks } from "./troubles.ts";

// The pinned card: what it is, who has it, what is not done, and one next step in green, within the thumb's reach; then
// the proof, the last word and everything else.
export { CARD_ACTIONS } from "./card-actions.ts";

/** What a message may hold, less a little for the joints between blocks. */
const CARD_ROOM = 9600;
const PAGES_SHOWN = 3;

/** The pinned message of an incident's channel, rendered from its present state. */
export function incidentCard(incident: Incident, profile: Profile): Message {
  const top = [header(headline(incident)), ...wholeTitle(incident), ...facts(incident, profile)];
  const bottom = [
    ...suspectBlocks(incident),
    ...lastWord(incident),
    ...footer(incident, profile),
    ...buttons(incident, profile),
  ];
  const paging = [...calling(incident, profile), ...sections(pageLines(incident, profile, PAGES_SHOWN))];
  const room = CARD_ROOM - roomOf([...top, ...paging, ...bottom]);
  const blocks = [...top, ...troubleBlocks(incident, room), ...paging, ...bottom];
  return message(escaped(headline(incident)), blocks);
}

/** Who is called next, or that nobody is, with the buttons that change it. */
function calling(incident: Incident, profile: Profile): readonly Block[] {
  const woken = nobodyWoken(incident, profile);
  const silent = nobodyCalled(incident, profile);
  const lines = [
    ...escalationLines(incident, profile),
    ...(woken === null ? [] : [`📟 *${woken}*`]),
    ...(silent === null ? [] : [silent]),
  ];
  const offered = callingButtons(incident);
  return [...sections(lines), ...(offered.length === 0 ? [] : [actions(...offered)])];
}

/** The header holds 150 characters; a title that does not fit stands whole under it. */
function wholeTitle(incident: Incident): readonly Block[] {
  if (plain(headline(incident), 10_000).length <= 150) return [];
  return [section(`*${say(incident.title, 400)}*`)];
}

function facts(incident: Incident, profile: Profile): readonly Block[] {
  const severity = `${square(incident.rank)} ${say(severityWords(profile, incident.severity), 80)}`;
  const affected = [incident.service, incident.component].filter((part) => part !== null);
  const said = affected.map((part) => say(serviceName(profile, part), 60));
  return [
    fields([
      `*Severity*\n${severity}`,
      `*Status*\n${say(incident.status, 60)}`,
      `*In charge*\n${inCharge(incident, profile)}`,
      `*Declared*\n${date(incident.declaredAt)} by ${person(incident.declaredBy)}`,
      ...(said.length === 0 ? [] : [`*Affected*\n${[...new Set(said)].join(" · ")}`]),
    ]),
  ];
}

function serviceName(profile: Profile, key: string): string {
  return profile.services.find((service) => service.key === key)?.name ?? key;
}

/** The last update, or before the first one what the incident was declared with. */
function lastWord(incident: Incident): readonly Block[] {
  if (incident.lastUpdate !== null) {
    const { at, by, text } = incident.lastUpdate;
    return [section(`*Last update* ${date(at)} by ${actorSaid(by)}\n${quote(text, 600)}`)];
  }
  if (incident.description === null) return [];
  return [section(quote(incident.description, 600))];
}

function footer(incident: Incident, profile: Profile): readonly Block[] {
  const moments: readonly (readonly [string, number | null])[] = [
    ["Acknowledged", incident.acknowledgedAt],
    ["Mitigated", incident.mitigatedAt],
    ["Resolved", incident.resolvedAt],
    ["Closed", incident.closedAt],
  ];
  const passed = moments.flatMap(([word, at]) => (at === null ? [] : [`${word} ${date(at)}`]));
  const others = rolesInOrder(incident, profile).slice(1, 6);
  const held = others.flatMap(({ key, holder }) =>
    holder === null ? [] : [`${say(roleName(profile, key), 40)}: ${person(holder)}`],
  );
  const draft = incident.postmortem;
  const lines = [
    passed.join(" · "),
    promiseLines(incident).join(" · "),
    held.join(" · "),
    draft === null ? "" : `Post-mortem: ${link(draft.permalink, "draft shared")} ${date(draft.at)}`,
    incident.drill ? "DRILL: this is an exercise." : "",
    incident.private ? `PRIVATE: ${whoIsIn(incident)}` : "",
  ].filter((line) => line !== "");
  return lines.length === 0 ? [] : [context(lines.join("\n"))];
}

function buttons(incident: Incident, profile: Profile): readonly Block[] {
  const rows = phaseButtons(incident).map((row) => actions(...row));
  if (incident.phase === "resolved" || incident.phase === "closed") return rows;
  const take = takeRole(incident, profile, "Take a role");
  const [first, ...others] = rows;
  return take === null || first === undefined ? rows : [first, actions(take), ...others];
}
