/** Every `bad-<mistake>.yml`, and all it must say: place, path and the sentence that cures it. */
export const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  "at-sign": [
    "6:18 this is not YAML: a word cannot begin with @, ` or %; put it in quotes. Nothing else can be checked before that.",
  ],
  "business-hours": [
    '2:29 calendar.business_hours: "Mon-Fri 17:00-08:00" is not understood; write days and times such as "Mon-Fri 08:00-17:00" or "Mon,Wed,Fri 09:00-12:30".',
    '2:63 calendar.holidays[0]: "2026-02-30" is no day; write it as 2026-12-25.',
  ],
  "business-time-without-calendar": [
    '3:18 severities.P1.respond: business time needs a calendar; add the line calendar: { business_hours: "Mon-Fri 08:00-17:00" }.',
    '4:18 severities.P2.respond: business time needs a calendar; add the line calendar: { business_hours: "Mon-Fri 08:00-17:00" }.',
  ],
  "channel-in-capitals": [
    '2:25 slack.announcements: "#Incidents" is no channel; write its name in small letters, such as "#incidents", or its id.',
  ],
  "channel-is-a-comment": [
    '3:3 slack.announcements: is empty; YAML takes # for a comment, so write the channel in quotes: "#incidents".',
  ],
  "channel-without-number": [
    '2:24 slack.channel_name: {titel} is not filled in here; did you mean "{title}"? (known: {number}, {title}).',
    "2:24 slack.channel_name: must contain {number}, or two incidents could want the same channel.",
    '2:24 slack.channel_name: cannot contain "I" " "; Slack takes small letters, digits, "-" and "_".',
  ],
  "closed-is-not-closed": [
    "6:11 statuses.closed: is in phase resolved, and no status is in phase closed; put it in closed, or add one that is.",
  ],
  "colon-in-text": [
    '5:11 this is not YAML: there is a second ": " on this line; put the text in quotes, or begin a new line. Nothing else can be checked before that.',
  ],
  "components-alike": [
    '6:23 services.api.components[0]: "Cache" is also a component of "app"; a person who types it must mean one thing, so rename one.',
    '6:30 services.api.components[1]: "app" is also the service "app"; a person who types it must mean one thing, so rename one.',
  ],
  "doubled-key": ['4:3 "P1" is written twice here; keep one of them.'],
  "duration-in-words": [
    '4:20 postmortem.due: "two days" is no duration; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w.',
  ],
  "duration-of-zero": [
    '3:18 severities.P1.resolve: "0h" must be more than zero and at most ten years.',
    '4:20 postmortem.due: "9999w" must be more than zero and at most ten years.',
  ],
  "duration-without-unit": [
    '3:18 severities.P1.respond: 15 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w, or "4 business hours" or "next business day".',
    '3:31 severities.P1.resolve: "4" is no target; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w, or "4 business hours" or "next business day".',
    "3:50 severities.P1.update_every: 30 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w.",
  ],
  "e-mail": [
    '5:21 people.leads.emails[0]: "amara.example.com" is no e-mail address; write one such as amara@example.com.',
  ],
  "empty-file": [
    "1:1 is no profile: it must be a mapping that begins with organisation and severities; profiles/example.yml is one.",
  ],
  "empty-severities": ["2:1 severities: must have 1 to 20 severities, worst first."],
  link: [
    '3:33 slack.links[0].url: "status.example.com" is no web address; write it in full, beginning with https://.',
  ],
  "many-at-once": [
    '1:1 organisation: is empty; write text, for example "Sebenza Logistics".',
    '2:11 timezone: "Mars/Olympus" is no time zone; write an IANA name such as Africa/Johannesburg, or UTC.',
    '4:18 severities.P1.respond: 15 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w, or "4 business hours" or "next business day".',
    '4:46 severities.P1.escalation: "primry" is not defined; did you mean "primary"? (known: primary).',
    '5:9 severities.P2.nmae: is not known; did you mean "name"?',
    '5:30 severities.P2.invite[0]: "ops" is no people group and no role; known: incident-commander, communications-lead, scribe.',
    "8:54 escalation.primary.steps[0].timeout: 5 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w.",
    "9:1 teams: is not known; remove it (known here: organisation, timezone, calendar, slack, severities, statuses, roles, escalation, people, services, communication, postmortem).",
  ],
  "misspelt-field": [
    '3:9 severities.P1.nmae: is not known; did you mean "name"?',
    '3:25 severities.P1.pages: is not known; did you mean "page"?',
  ],
  "misspelt-section": [
    '1:1 organisation: is missing; write text, for example "Sebenza Logistics".',
    '1:1 organization: is not known; did you mean "organisation"?',
  ],
  "no-organisation": ['1:1 organisation: is missing; write text, for example "Sebenza Logistics".'],
  "no-resolved-status": [
    '4:1 statuses: none of them is in phase resolved; write one, for example "resolved: resolved".',
  ],
  "no-severities": [
    '1:1 severities: is missing; write a mapping (key: value), for example {"P1":{"name":"Critical","respond":"15m","page":true}}.',
  ],
  "no-steps": [
    "6:5 escalation.default.steps: has no step; write at least one, for example { page: { pagerduty: on-call } }.",
    "7:13 escalation.default.repeat: must be a whole number from 0 to 9.",
  ],
  "not-a-mapping": [
    "1:1 is no profile: it must be a mapping that begins with organisation and severities; profiles/example.yml is one.",
  ],
  "number-for-text": ["1:15 organisation: must be text, not the number 2026; put it in quotes."],
  "page-without-policy": [
    '3:15 severities.P1.page: nobody can be paged, because the profile has no escalation policy; add "escalation: { default: { steps: [ { page: { pagerduty: <policy> } } ] } }" or remove this line.',
  ],
  "people-nobody": ["5:3 people.leads: names nobody; write emails, slack_users or slack_group."],
  priority: [
    '6:78 postmortem.action_rules[0].priority: "hihg" is not possible; did you mean "high"? (known: high, medium, low).',
    '7:9 postmortem.action_rules[1].when.timeline_mentions: is missing; write text, for example "database".',
  ],
  "resolve-before-respond": [
    "3:31 severities.P1.resolve: is shorter than respond; nothing is resolved before somebody answers.",
  ],
  "role-and-group-alike": [
    '7:3 people.Lead: "Lead" is also the role "lead"; a person who types it must mean one thing, so rename one.',
  ],
  "role-held-by-nobody": [
    '9:23 escalation.default.steps[0].page.role: nobody holds this role at first, so nobody would be paged; give it "from: <people group>".',
  ],
  "service-name": [
    '5:3 services."web shop": is not a name for a service; use letters, digits, "-", "_" and ".", without spaces, at most 60.',
  ],
  "severities-alike": [
    '4:9 severities.P2.name: "high" is also what severity "P1" is called; a person who types it must mean one thing, so rename one.',
    '5:3 severities.p1: "p1" is also what severity "P1" is called; a person who types it must mean one thing, so rename one.',
  ],
  "severities-upside-down": [
    '4:18 severities.P1.respond: is answered sooner than "P3" above it; write the severities worst first.',
  ],
  "severity-label": [
    '3:3 severities."*P1*": is not a label for a severity; use letters, digits, spaces and "-", at most 30.',
  ],
  "severity-without-body": ["3:3 severities.P1: is empty; write a mapping (key: value)."],
  "slack-user": ['5:26 people.leads.slack_users[0]: "@amara" is no Slack user id; those begin with U or W.'],
  "status-backwards": [
    "7:13 statuses.watching: goes back to phase mitigated; write statuses in the order declared, acknowledged, mitigated, resolved, closed.",
  ],
  "status-phase": [
    '6:12 statuses.looking: "acknowleged" is not possible; did you mean "acknowledged"? (known: declared, acknowledged, mitigated, resolved, closed).',
  ],
  "statuses-alike": [
    '6:3 statuses.open: "open" is also status "Open"; a person who types it must mean one thing, so rename one.',
  ],
  "step-too-fast": [
    "8:18 escalation.default.steps[0].timeout: is under ten seconds; nobody can answer that fast.",
  ],
  tab: [
    "3:1 this is not YAML: a tab cannot indent YAML; use spaces. Nothing else can be checked before that.",
  ],
  "text-for-flag": ['3:15 severities.P1.page: must be true or false, not the text "yes".'],
  "text-for-list": ['3:19 severities.P1.criteria: must be a list, not the text "complete outage".'],
  tier: ["5:16 services.app.tier: must be a whole number from 1 to 9."],
  "timezone-offset": [
    '2:11 timezone: "+02:00" is no time zone; write an IANA name such as Africa/Johannesburg, or UTC.',
  ],
  timezone: ['2:11 timezone: "Africa/Johanesburg" is no time zone; did you mean "Africa/Johannesburg"?'],
  "two-defaults": ['4:18 severities.P2.default: "P1" is the default already; only one severity can be.'],
  "two-documents": [
    '4:1 this is not YAML: a profile is one YAML document; remove the line "---" and what follows, or make it a file of its own. Nothing else can be checked before that.',
  ],
  "two-page-targets": [
    "9:9 escalation.default.steps[0].page: must name exactly one of pagerduty, group, role, people.",
  ],
  "undefined-group": [
    '5:17 roles.lead.from: "leaders" is not defined; did you mean "leads"? (known: leads).',
    '11:24 escalation.default.steps[0].page.group: "support" is not defined; known: leads.',
    '12:23 escalation.default.steps[1].page.role: "manager" is not defined; known: lead.',
  ],
  "undefined-invite": [
    '3:18 severities.P1.invite[0]: "operator" is no people group and no role; did you mean "operators"? (known: operators, incident-commander, communications-lead, scribe).',
    '3:28 severities.P1.invite[1]: nobody holds the role "scribe" at first, so nobody would come; give it "from: <people group>".',
  ],
  "undefined-policy": [
    '3:33 severities.P1.escalation: "payments-primry" is not defined; did you mean "payments-primary"? (known: payments-primary, platform).',
    '10:22 services.app.escalation: "nobody" is not defined; known: payments-primary, platform.',
  ],
  "unknown-alias": [
    '3:7 *critical refers to "&critical", which is nowhere above; define it, or put text that begins with * in quotes.',
  ],
  "unknown-section": [
    "4:1 metrics: is not known; remove it (known here: organisation, timezone, calendar, slack, severities, statuses, roles, escalation, people, services, communication, postmortem).",
  ],
  "update-word": [
    '4:26 communication.update: {state} is not filled in here; did you mean "{status}"? (known: {service}, {title}, {status}, {severity}, {impact}, {eta}).',
  ],
  "updates-too-often": [
    "3:23 severities.P1.update_every: is under a minute; nobody can write updates that fast.",
  ],
};
