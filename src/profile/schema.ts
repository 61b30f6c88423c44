import { z } from "zod";
import { about, key, label, text } from "./fields.ts";
import { Postmortem, Role, Severity } from "./schema-incident.ts";
import { Access, Nudges, OnCall, Proof } from "./schema-paging.ts";
import { EscalationPolicy, PeopleGroup } from "./schema-people.ts";
import { Calendar, Service, Slack, Timezone } from "./schema-place.ts";
import { Backup, Checklist, Freezes, Locks, Metric, RecoveryPlan } from "./schema-recovery.ts";

const PHASE = ["declared", "acknowledged", "mitigated", "resolved", "closed"] as const;

const Communication = z.strictObject({
  update: z
    .string()
    .trim()
    .min(1, "is empty; write the sentence or remove the line.")
    .max(2000, "is longer than 2000 characters; shorten it.")
    .meta(
      about({
        description:
          "How an update reads; {service} {title} {status} {severity} {impact} {eta} are filled in.",
        examples: ["{severity} {title}: {status}. {impact} Next: {eta}."],
      }),
    )
    .optional(),
});

/**
 * The ops profile as people write it. Every section is strict: an unknown key is a fault, so that a slip of
 * the finger never switches something off in silence. `build.ts` turns it into the domain's `Profile`.
 */
export const Manual = z.strictObject({
  organisation: text(80, { description: "Whose manual this is.", examples: ["Sebenza Logistics"] }),
  timezone: Timezone.meta(
    about({
      description: "Time zone of the organisation.",
      examples: ["Africa/Johannesburg"],
      default: "UTC",
    }),
  ).optional(),
  calendar: Calendar.meta(
    about({
      description: "Working hours; needed by targets in business time.",
      examples: [{ business_hours: "Mon-Fri 08:00-17:00" }],
    }),
  ).optional(),
  slack: Slack.meta(
    about({
      description: "Where the bot speaks in Slack.",
      examples: [{ announcements: "#incidents" }],
    }),
  ).optional(),
  severities: z
    .record(label("a severity"), Severity)
    .refine(between(1, 20), "must have 1 to 20 severities, worst first.")
    .meta(
      about({
        description: "Severities by label, worst first: the order gives the rank.",
        examples: [{ P1: { name: "Critical", respond: "15m", page: true } }],
      }),
    ),
  statuses: z
    .record(label("a status"), z.enum(PHASE))
    .refine(between(2, 20), "must have 2 to 20 statuses.")
    .meta(
      about({
        description: "Statuses by label, in order, each with its phase.",
        examples: [{ open: "declared", fixed: "resolved" }],
        default: {
          open: "declared",
          investigating: "acknowledged",
          identified: "acknowledged",
          monitoring: "mitigated",
          resolved: "resolved",
          closed: "closed",
        },
      }),
    )
    .optional(),
  roles: z
    .record(key("a role"), Role)
    .meta(
      about({
        description: "Roles people take in an incident; those written here replace the built-in three.",
        examples: [{ "incident-commander": { duty: "Decides and delegates." } }],
      }),
    )
    .optional(),
  escalation: z
    .record(key("an escalation policy"), EscalationPolicy)
    .meta(
      about({
        description: "Who is paged and in what order; the first policy is taken where none is named.",
        examples: [{ default: { steps: [{ page: { pagerduty: "on-call" } }] } }],
      }),
    )
    .optional(),
  proof: Proof.meta(
    about({
      description: "How long each stage of a page may take before people are told and the next way is tried.",
      examples: [{ accepted: "30s", notified: "90s" }],
    }),
  ).optional(),
  nudges: Nudges.meta(
    about({
      description:
        "What is asked for in the channel when it is missing, and after how long; `never` switches one off.",
      examples: [{ commander: "10m", severity: "10m", quiet: "1h" }],
    }),
  ).optional(),
  on_call: OnCall.meta(
    about({
      description: "What Slack shows of who is on call.",
      examples: [{ channel: "#on-call", user_groups: { default: "on-call" }, weekly: "Mon 09:00" }],
    }),
  ).optional(),
  access: Access.meta(
    about({ description: "Who may do what.", examples: [{ page: ["operators"] }] }),
  ).optional(),
  people: z
    .record(key("a people group"), PeopleGroup)
    .meta(
      about({
        description: "Groups of people, by e-mail, Slack user id or Slack user group.",
        examples: [{ operators: { slack_group: "ops" } }],
      }),
    )
    .optional(),
  services: z
    .record(key("a service"), Service)
    .refine(between(0, 100), "has more than 100 services.")
    .meta(about({ description: "What is run.", examples: [{ app: { components: ["database", "cache"] } }] }))
    .optional(),
  metrics: z
    .record(key("a metric"), Metric)
    .refine(between(0, 100), "has more than 100 metrics.")
    .meta(
      about({
        description: "What is measured, by name.",
        examples: [{ queue_length: { query: "sum(queue_length)" } }],
      }),
    )
    .optional(),
  checklists: z
    .record(key("a checklist"), Checklist)
    .meta(
      about({
        description: "Lists of what people tick before a deployment goes on.",
        examples: [{ "pre-deployment": ["All tests are green", "There is a way back"] }],
      }),
    )
    .optional(),
  freezes: Freezes.meta(
    about({
      description: "Times in which nothing is deployed.",
      examples: [{ windows: [{ name: "weekend", cron: "0 17 * * 5", lasts: "63h" }] }],
    }),
  ).optional(),
  locks: Locks.meta(
    about({
      description: "How long an environment stays locked by somebody.",
      examples: [{ last: "2h", remind: "15m" }],
    }),
  ).optional(),
  backups: z
    .record(key("a backup"), Backup)
    .refine(between(0, 50), "has more than 50 backups.")
    .meta(
      about({
        description: "What is backed up, how often, and how it is verified and restored.",
        examples: [{ database: { service: "app", environment: "production", workflow: "backup.yml" } }],
      }),
    )
    .optional(),
  recovery: z
    .record(key("a recovery plan"), RecoveryPlan)
    .refine(between(0, 50), "has more than 50 recovery plans.")
    .meta(
      about({
        description: "Plans for a disaster, each carried out by its name.",
        examples: [
          { failover: { service: "app", environment: "production", steps: [{ run: "failover.yml" }] } },
        ],
      }),
    )
    .optional(),
  communication: Communication.meta(
    about({ description: "How things are put.", examples: [{ update: "{title}: {status}." }] }),
  ).optional(),
  postmortem: Postmortem.meta(
    about({ description: "What follows an incident.", examples: [{ due: "48h" }] }),
  ).optional(),
});
export type Manual = z.infer<typeof Manual>;

function between(least: number, most: number): (written: object) => boolean {
  return (written) => Object.keys(written).length >= least && Object.keys(written).length <= most;
}
