import type { ReactElement } from "react";
import { describeFault } from "./fault-kinds.ts";
import { Icon } from "./icons.tsx";
import { usePage } from "./page-context.ts";

/** What a person has to know before they wonder why nothing happens. */
export function Banners({ connected }: { connected: boolean }): ReactElement {
  const { state, act } = usePage();
  return (
    <div role="status">
      {!connected && (
        <p className="banner banner-danger">
          <Icon name="warning" />
          <span>The sandbox does not answer; what you see may be old. Trying again…</span>
        </p>
      )}
      {connected && !state.botReady && (
        <p className="banner">
          <span className="spinner" aria-hidden="true" />
          <span>Tocsin is starting. Commands will be answered in a few seconds.</span>
        </p>
      )}
      {state.faults.map((fault) => (
        <p className="banner banner-warning" key={JSON.stringify(fault)}>
          <Icon name="warning" />
          <span>
            <strong>Fault on:</strong> {describeFault(fault)}
          </span>
          <button
            type="button"
            className="button small"
            onClick={() => void act({ do: "clear-faults", only: fault })}
          >
            Switch off
          </button>
        </p>
      ))}
    </div>
  );
}
