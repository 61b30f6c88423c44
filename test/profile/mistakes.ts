/** Every `bad-<mistake>.yml`, and all it must say: place, path and the sentence that cures it. */
export const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  access: [
    '6:18 access.page[0]: "operator" is not defined; did you mean "operators"? (known: operators).',
    "6:28 access.page[1]: everyone stands alone; write page: everyone, or leave it out of the list.",
  ],
  "access-nobody": ["4:11 access.page: names nobody; write everyone, or people groups such as [operators]."],
  "access-word": [
    "4:17 access.page: is not understood; write everyone, or people groups such as [operators].",
  ],
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
  "hours-without-outside": [
    "6:5 escalation.default.hours: make no difference without outside_hours; add it with another policy or wait, or remove the hours.",
  ],
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
    "9:1 teams: is not known; remove it (known here: organisation, timezone, calendar, slack, severities, statuses, roles, escalation, proof, nudges, on_call, access, people, services, metrics, checklists, freezes, locks, backups, recovery, communication, postmortem).",
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
  nudges: [
    '4:22 nudges.commander: "10s" is under 1m: nobody can have read the channel by then; write at least 1m.',
    '4:37 nudges.severity: "often" is no duration; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w, or never.',
    "4:51 nudges.quiet: 2 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w, or never.",
  ],
  "number-for-text": ["1:15 organisation: must be text, not the number 2026; put it in quotes."],
  "on-call": [
    '11:47 on_call.user_groups.second: the user group "on-call" is kept for "primary" already; give this policy another one.',
    "11:56 on_call.user_groups.leads: no step of this policy names an escalation policy of PagerDuty, and the user group follows nothing else; remove this line.",
    '11:78 on_call.user_groups.thrid: "thrid" is not defined; known: primary, second, leads.',
    '12:11 on_call.weekly: "Monday 09:00" is not understood; write a day and a time such as "Mon 09:00".',
  ],
  "on-call-unreadable": [
    '7:3 on_call.channel: is empty; YAML takes # for a comment, so write the channel in quotes: "#on-call".',
    '8:27 on_call.user_groups.default: "On Call" is no handle of a Slack user group; write it as in Slack, for example on-call.',
  ],
  "outside-hours": [
    '6:26 escalation.days.outside_hours: "nigths" is not defined; did you mean "nights"? (known: nights, wait).',
    "7:28 escalation.nights.outside_hours: is this policy itself; name another one, or write wait.",
  ],
  "outside-hours-circle": [
    '9:28 escalation.nights.outside_hours: leads back here by way of "days" and "evenings", so at some hour nobody might be paged; let one of them be taken at all hours, or wait.',
  ],
  "outside-of-no-hours": [
    '6:20 escalation.default.outside_hours: needs hours to be outside of; add hours: { business_hours: "Mon-Fri 08:00-17:00" } here, or a calendar to the profile.',
  ],
  "page-without-policy": [
    '3:15 severities.P1.page: nobody can be paged, because the profile has no escalation policy; add "escalation: { default: { steps: [ { page: { pagerduty: <policy> } } ] } }" or remove this line.',
  ],
  "people-nobody": ["5:3 people.leads: names nobody; write emails, slack_users or slack_group."],
  "policies-alike": [
    '5:3 escalation.wait: "wait" is also what outside_hours says to page later; a person who types it must mean one thing, so rename one.',
    '7:3 escalation.on-call: "on-call" is also what the escalation policy "primary" is called; a person who types it must mean one thing, so rename one.',
  ],
  "policy-hours": [
    '6:30 escalation.default.hours.business_hours: "Mon-Fri" is not understood; write days and times such as "Mon-Fri 08:00-17:00" or "Mon,Wed,Fri 09:00-12:30".',
    '6:51 escalation.default.hours.timezone: "Africa/Johanesburg" is no time zone; did you mean "Africa/Johannesburg"?',
  ],
  priority: [
    '6:78 postmortem.action_rules[0].priority: "hihg" is not possible; did you mean "high"? (known: high, medium, low).',
    '7:9 postmortem.action_rules[1].when.timeline_mentions: is missing; write text, for example "database".',
  ],
  "proof-limits": [
    '4:20 proof.accepted: "2s" is under 5s: a page in good health may take that long; write at least 5s.',
    '4:34 proof.notified: "30m" is over 15m: a page that wakes nobody must be heard of sooner; write at most 15m.',
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
  "run-by": [
    '6:13 escalation.default.run_by: "pagerdutty" is not possible; did you mean "pagerduty"? (known: tocsin, pagerduty).',
    '7:54 escalation.default.steps[0].timeout: "2d" is over 1d: nobody would be left to wait for the next step; write at most 1d.',
    "8:23 escalation.default.acknowledgements: must be a whole number from 1 to 5.",
    '9:26 escalation.default.acknowledge_expires: "20s" is under 1m: whoever acknowledged would be paged again at once; write at least 1m.',
  ],
  "run-by-pagerduty": [
    "8:13 escalation.several.run_by: PagerDuty runs the levels of one policy of its own, and here are several steps; keep the one that names it, or write run_by: tocsin.",
    "11:13 escalation.person.run_by: PagerDuty runs policies of its own only, and the step names none; write page: { pagerduty: <policy> }, or run_by: tocsin.",
    "16:13 escalation.repeated.repeat: PagerDuty repeats the levels of its policy by its own settings; remove this line, or write run_by: tocsin.",
    "20:23 escalation.several-people.acknowledgements: PagerDuty calls nobody else after the first acknowledgement; remove this line, or write run_by: tocsin.",
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
  timezone: ['2:11 timezone: "Africa/Johanesburg" is no time zone; did you mean "Africa/Johannesburg"?'],
  "timezone-offset": [
    '2:11 timezone: "+02:00" is no time zone; write an IANA name such as Africa/Johannesburg, or UTC.',
  ],
  "two-defaults": ['4:18 severities.P2.default: "P1" is the default already; only one severity can be.'],
  "two-documents": [
    '4:1 this is not YAML: a profile is one YAML document; remove the line "---" and what follows, or make it a file of its own. Nothing else can be checked before that.',
  ],
  "two-page-targets": [
    "9:9 escalation.default.steps[0].page: must name exactly one of pagerduty, schedule, group, role, people.",
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
    "4:1 dashboards: is not known; remove it (known here: organisation, timezone, calendar, slack, severities, statuses, roles, escalation, proof, nudges, on_call, access, people, services, metrics, checklists, freezes, locks, backups, recovery, communication, postmortem).",
  ],
  "update-word": [
    '4:26 communication.update: {state} is not filled in here; did you mean "{status}"? (known: {service}, {title}, {status}, {severity}, {impact}, {eta}).',
  ],
  "updates-too-often": [
    "3:23 severities.P1.update_every: is under a minute; nobody can write updates that fast.",
  ],
  "weekly-without-channel": [
    '4:20 on_call.weekly: has no channel to be posted in; add on_call.channel, for example "#on-call", or remove this line.',
  ],
};
