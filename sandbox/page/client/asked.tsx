import type { ReactElement } from "react";
import type { AskedOfVendor } from "../state.ts";
import { clockWithSeconds } from "./format.ts";

const ASKED_SHOWN = 12;

/** What the bot asked a vendor and what it was answered, newest first. */
export function Asked({ asked }: { asked: readonly AskedOfVendor[] }): ReactElement {
  return (
    <details className="asked">
      <summary>What the bot asked ({asked.length})</summary>
      <ol>
        {asked
          .slice(-ASKED_SHOWN)
          .toReversed()
          .map((call) => (
            <li key={call.number} className={call.status >= 200 && call.status < 300 ? "" : "refused"}>
              <time>{clockWithSeconds(call.at)}</time> <code>{call.call}</code>{" "}
              <b>{call.status || "no answer"}</b>
            </li>
          ))}
      </ol>
    </details>
  );
}
