import type { PlanStep } from "../domain/delivery.ts";
import type { Profile } from "../domain/profile.ts";
import type { CodeHost } from "./code-host.ts";
import type { Finding } from "./on-call-ports.ts";

/** Whether GitHub has every workflow that the manual starts, and would start it. What is in order says nothing. */
export async function deployReadiness(
  { delivery }: Profile,
  host: Pick<CodeHost, "workflow">,
): Promise<readonly Finding[]> {
  const environments = Object.values(delivery.environments).flat();
  const steps = [
    ...environments.flatMap(({ deploy, rollback }) => [...deploy, ...rollback]),
    ...delivery.backups.flatMap(({ take, verify, restore }) => [...take, ...verify, ...restore]),
    ...delivery.recovery.flatMap((plan) => plan.steps),
  ];
  const wanted = new Map(steps.flatMap(workflowsOf).map((one) => [`${one.repository}/${one.file}`, one]));
  const findings = await Promise.all(
    [...wanted.values()].map(async ({ repository, file }): Promise<readonly Finding[]> => {
      const found = await host.workflow(repository, file);
      const key = `workflow/${repository}/${file}`;
      if (found.kind === "retry") return [finding(key, "unknown", `${found.reason} ${found.cure}`)];
      if (found.kind === "failed") return [finding(key, "fault", `${found.reason} ${found.cure}`)];
      if (found.receipt.state === "active") return [];
      const says = `${file} of ${repository} is disabled, so nothing it does can be started. Enable it on GitHub.`;
      return [finding(key, "fault", says)];
    }),
  );
  return findings.flat();
}

function finding(key: string, state: Finding["state"], says: string): Finding {
  return { key, part: "GitHub", state, says };
}

type Wanted = { readonly repository: string; readonly file: string };

function workflowsOf({ does, onFailure }: PlanStep): readonly Wanted[] {
  const own = does.kind === "run" ? [{ repository: does.repository, file: does.workflow }] : [];
  return [...own, ...onFailure.flatMap(workflowsOf)];
}
