import type {
  Chain,
  EscalationPolicy,
  PeopleGroup,
  Profile,
  Role,
  Service,
  Severity,
  Status,
} from "../../src/domain/profile.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const elapsed = (ms: number) => ({ kind: "elapsed", ms }) as const;

const SEVERITIES: readonly Severity[] = [
  {
    label: "P1",
    name: "Critical",
    rank: 1,
    criteria: ["complete system outage", "data breach or security incident", "financial system failure"],
    respond: elapsed(15 * MINUTE),
    resolve: elapsed(4 * HOUR),
    page: true,
    escalation: null,
    invite: ["on-call", "incident-commander", "operators"],
    updateEveryMs: 30 * MINUTE,
    postmortem: "required",
  },
  {
    label: "P2",
    name: "High",
    rank: 2,
    criteria: ["major feature unavailable", "performance severely degraded"],
    respond: elapsed(30 * MINUTE),
    resolve: elapsed(8 * HOUR),
    page: true,
    escalation: null,
    invite: [],
    updateEveryMs: HOUR,
    postmortem: "optional",
  },
  {
    label: "P3",
    name: "Medium",
    rank: 3,
    criteria: ["minor feature issues", "limited users affected"],
    respond: elapsed(2 * HOUR),
    resolve: elapsed(24 * HOUR),
    page: false,
    escalation: null,
    invite: [],
    updateEveryMs: null,
    postmortem: "none",
  },
  {
    label: "P4",
    name: "Low",
    rank: 4,
    criteria: ["cosmetic issues", "enhancement requests"],
    respond: elapsed(8 * HOUR),
    resolve: elapsed(72 * HOUR),
    page: false,
    escalation: null,
    invite: [],
    updateEveryMs: null,
    postmortem: "none",
  },
];

const STATUSES: readonly Status[] = [
  { label: "open", phase: "declared" },
  { label: "investigating", phase: "acknowledged" },
  { label: "identified", phase: "acknowledged" },
  { label: "monitoring", phase: "mitigated" },
  { label: "resolved", phase: "resolved" },
];

const ROLES: readonly Role[] = [
  {
    key: "incident-commander",
    name: "Incident commander",
    duty: "Decides and delegates; does not debug.",
    from: "commanders",
  },
  {
    key: "communications-lead",
    name: "Communications lead",
    duty: "Sends the updates on time.",
    from: null,
  },
];

const PEOPLE: readonly PeopleGroup[] = [
  { key: "operators", emails: [], slackUsers: [], slackGroup: "ops" },
  { key: "commanders", emails: ["lead@example.com"], slackUsers: [], slackGroup: null },
];

const SERVICES: readonly Service[] = [
  {
    key: "app",
    name: "Sebenza suite",
    owner: "platform",
    components: ["load-balancer", "app-node-1", "app-node-2", "cache"],
    tier: 1,
    escalation: null,
    rtoMs: 4 * HOUR,
    rpoMs: HOUR,
    pagerDutyService: null,
    links: [{ title: "Dashboard", url: "https://grafana.example.com/d/app" }],
  },
  {
    key: "data",
    name: "Databases",
    owner: "database-team",
    components: ["database", "replica"],
    tier: 1,
    escalation: "database",
    rtoMs: null,
    rpoMs: null,
    pagerDutyService: "Databases",
    links: [],
  },
];

/** What a run of the first policy keeps: on-call, then the lead, twice again. Give only what differs. */
export function aChain(changes: Partial<Chain> = {}): Chain {
  return {
    steps: [
      { page: { kind: "pagerduty", policy: "on-call" }, timeoutMs: 5 * MINUTE },
      { page: { kind: "people", emails: ["lead@example.com"] }, timeoutMs: 10 * MINUTE },
    ],
    repeat: 2,
    acknowledgeExpiresMs: 30 * MINUTE,
    runBy: "tocsin",
    acknowledgements: 1,
    ...changes,
  };
}

/** A policy of that chain, taken at all hours. Give only what differs. */
export function aPolicy(key: string, changes: Partial<EscalationPolicy> = {}): EscalationPolicy {
  return { key, name: key, ...aChain(), hours: null, outsideHours: null, ...changes };
}

/** Three steps up to the leads, once again; not in `aProfile()` unless it is put there. */
export const leads: EscalationPolicy = aPolicy("leads", {
  steps: [
    { page: { kind: "pagerduty", policy: "on-call" }, timeoutMs: 5 * MINUTE },
    { page: { kind: "role", role: "incident-commander" }, timeoutMs: 10 * MINUTE },
    { page: { kind: "people", emails: ["lead@example.com"] }, timeoutMs: 15 * MINUTE },
  ],
  repeat: 1,
});

const POLICIES: readonly EscalationPolicy[] = [
  aPolicy("default"),
  aPolicy("database", {
    steps: [{ page: { kind: "pagerduty", policy: "PDB0001" }, timeoutMs: 5 * MINUTE }],
    repeat: 0,
    acknowledgeExpiresMs: null,
    runBy: "pagerduty",
  }),
];

/** A whole profile in the shape of the sebenza manual: P1 and P2 page, P3 is the default. Give only what differs. */
export function aProfile(changes: Partial<Profile> = {}): Profile {
  return {
    hash: "5ebe2294ecd0e0f08eab7690d2a6ee6926ae5cc854e36b6bdfcc366848dea6bb",
    organisation: "Sebenza Logistics",
    timezone: "UTC",
    calendar: {
      days: [1, 2, 3, 4, 5],
      fromMinute: 8 * 60,
      toMinute: 17 * 60,
      timezone: "Africa/Johannesburg",
      holidays: [],
    },
    slack: {
      announcements: "incidents",
      channelName: "inc-{number}-{title}",
      links: [{ title: "Manual", url: "https://wiki.example.com/manual" }],
    },
    severities: SEVERITIES,
    defaultSeverity: "P3",
    statuses: STATUSES,
    roles: ROLES,
    escalation: POLICIES,
    proof: { acceptedMs: 30_000, notifiedMs: 90_000 },
    nudges: { commanderMs: 10 * MINUTE, severityMs: 10 * MINUTE, quietMs: HOUR },
    onCall: { channel: null, userGroups: [], weekly: null },
    access: { page: "everyone" },
    people: PEOPLE,
    services: SERVICES,
    delivery: {
      environments: {},
      freezes: [],
      backups: [],
      recovery: [],
      mayDeploy: "everyone",
      mayOverride: "everyone",
      lockMs: { usual: 2 * HOUR, nagBefore: 15 * MINUTE },
    },
    communication: { update: null },
    postmortem: {
      dueMs: 2 * DAY,
      actionRules: [
        {
          timelineMentions: "database",
          action: "Set up database monitoring alerts",
          owner: "database-team",
          dueMs: 14 * DAY,
          priority: "high",
        },
      ],
    },
    ...changes,
  };
}

/** The same, of which nothing is asked for by the clock within ten hours, and which pages nobody. */
export function anIdleProfile(changes: Partial<Profile> = {}): Profile {
  const idle = { updateEveryMs: null, respond: null, resolve: null };
  return aProfile({
    severities: SEVERITIES.map((severity) => ({ ...severity, ...idle })),
    nudges: { commanderMs: null, severityMs: null, quietMs: null },
    proof: { acceptedMs: 10 * HOUR, notifiedMs: 10 * HOUR },
    escalation: [],
    ...changes,
  });
}
