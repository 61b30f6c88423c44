import type { SandboxPage } from "./world.ts";

/** Something that happened to an incident, named as PagerDuty's webhooks name it. */
export type PageEvent = {
  readonly type:
    | "triggered"
    | "acknowledged"
    | "unacknowledged"
    | "escalated"
    | "delegated"
    | "reassigned"
    | "resolved"
    | "reopened";
  readonly page: SandboxPage;
  /** Who did it; null for the service itself. */
  readonly by: string | null;
};

export type NewPage = Pick<
  SandboxPage,
  "title" | "details" | "urgency" | "incidentKey" | "service" | "policy" | "via"
> & {
  readonly by: string | null;
  /** People by id, asked instead of the policy. */
  readonly assignees?: readonly string[];
};
