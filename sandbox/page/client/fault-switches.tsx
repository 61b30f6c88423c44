import type { ReactElement } from "react";
import type { Fault } from "../../faults.ts";
import { FAULT_KINDS, isSameFault, vendorName } from "./fault-kinds.ts";
import { usePage } from "./page-context.ts";

/** Breaks a vendor at a click. What is on is also told above the messages, where nobody can miss it. */
export function FaultSwitches(): ReactElement {
  const { state, act } = usePage();
  return (
    <section aria-label="Faults">
      <h3>Break something</h3>
      <p className="strip-empty">The bot must say what is not done, and finish it afterwards.</p>
      <Switches vendor="pagerduty" />
      <Switches vendor="github" />
      <Switches vendor="slack" />
      <Switches vendor="sites" />
      <Switches vendor="prometheus" />
      {state.faults.length > 0 && (
        <button type="button" className="button small" onClick={() => void act({ do: "clear-faults" })}>
          Everything works again
        </button>
      )}
    </section>
  );
}

function Switches({ vendor }: { vendor: Fault["vendor"] }): ReactElement {
  const { state, act } = usePage();
  return (
    <fieldset className="switches">
      <legend>{vendorName(vendor)}</legend>
      {FAULT_KINDS[vendor].map(({ name, fault }) => {
        const on = state.faults.find((active) => isSameFault(active, fault));
        return (
          <button
            key={name}
            type="button"
            role="switch"
            aria-checked={on !== undefined}
            aria-label={`${vendorName(vendor)}: ${name}`}
            onClick={() =>
              void act(on === undefined ? { do: "fault", fault } : { do: "clear-faults", only: on })
            }
          >
            {name}
          </button>
        );
      })}
    </fieldset>
  );
}
