import type { ReactElement } from "react";
import type { PagedIncident } from "../state.ts";
import { Asked } from "./asked.tsx";
import { clock, clockWithSeconds } from "./format.ts";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";

/** What PagerDuty knows, newest first, and what it answered to the bot. */
export function Pages(): ReactElement {
  const { state } = usePage();
  return (
    <section aria-label="PagerDuty">
      <h3>PagerDuty</h3>
      {state.pages.length === 0 && (
        <p className="strip-empty">
          Nobody's phone has rung. Declare a severity that pages, and it appears here.
        </p>
      )}
      {state.pages.toReversed().map((page) => (
        <PageCard key={page.id} page={page} />
      ))}
      {state.asked.length > 0 && <Asked asked={state.asked} />}
    </section>
  );
}

const STATUS: Readonly<Record<PagedIncident["status"], string>> = {
  triggered: "Ringing",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
};

function PageCard({ page }: { page: PagedIncident }): ReactElement {
  const { act } = usePage();
  return (
    <article className={`page-card ${page.status}`} aria-label={page.title}>
      <header>
        <span className="page-status">{STATUS[page.status]}</span>
        <span className="page-policy">
          {page.policy}, level {page.level}
        </span>
      </header>
      <strong className="page-title">{page.title}</strong>
      <ol className="page-log">
        {page.log.map((entry) => (
          <li key={entry.id}>
            <time>{clockWithSeconds(entry.at)}</time>
            <span>{said(entry)}</span>
          </li>
        ))}
        {page.escalatesAt !== null && (
          <li className="later">
            <time>{clock(page.escalatesAt)}</time>
            <span>the next level is asked, unless somebody answers</span>
          </li>
        )}
      </ol>
      {page.status === "triggered" &&
        page.assigned.map((person) => (
          <button
            key={person.id}
            type="button"
            className="button primary small"
            onClick={() => void act({ do: "acknowledge-page", id: page.id, by: person.id })}
          >
            <Icon name="phone" size={15} /> {person.name} acknowledges on the phone
          </button>
        ))}
      {page.status === "acknowledged" &&
        page.assigned.slice(0, 1).map((person) => (
          <button
            key={person.id}
            type="button"
            className="button small"
            onClick={() => void act({ do: "resolve-page", id: page.id, by: person.id })}
          >
            {person.name} resolves on the phone
          </button>
        ))}
    </article>
  );
}

function said({ type, who }: PagedIncident["log"][number]): string {
  switch (type) {
    case "trigger_log_entry":
      return "accepted by PagerDuty";
    case "notify_log_entry":
      return `${who ?? "Somebody"} notified`;
    case "assign_log_entry":
      return "given to people by name";
    case "acknowledge_log_entry":
      return `acknowledged by ${who ?? "the bot"}`;
    case "unacknowledge_log_entry":
      return "nobody's again: the acknowledgement ran out";
    case "escalate_log_entry":
      return "passed on to the next level";
    case "resolve_log_entry":
      return `resolved by ${who ?? "the bot"}`;
  }
}
