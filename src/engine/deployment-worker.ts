import type { DeploymentCommand } from "../domain/deployment/command.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";
import { cleaned } from "./clean.ts";
import { type Alongside, type DeploymentEngine, groupOf } from "./deployment-dispatch.ts";
import { type DeploymentOutside, type DeploymentPerformed, performDeployment } from "./deployment-perform.ts";
import type { BegunDeploymentEffect, DeploymentStore } from "./deployment-store.ts";
import type { Profiles } from "./dispatch.ts";
import type { Clock } from "./ports.ts";
import type { EffectJob, Handler, Held, Jobs } from "./queue.ts";

/**
 * Carries out the effects of deployments, at least once, except the request for a run, which is made once or honestly
 * unknown. What came of it, the event it causes and the end of the job are stored together.
 */
export type DeploymentWorkerOptions = {
  readonly engine: DeploymentEngine;
  readonly store: DeploymentStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly profiles: Profiles;
  readonly outside: DeploymentOutside;
  readonly what: (effect: DeploymentEffect, deployment: Deployment) => string;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
};

type Begun = Extract<BegunDeploymentEffect, { readonly kind: "begun" }>;
type Settling = { readonly begun: Begun; readonly performed: DeploymentPerformed; readonly held: Held };

const TURN_MS = 1_000;
const TELL_AFTER_MS = 30_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

export function createDeploymentWorker(options: DeploymentWorkerOptions): Handler {
  const { store, clock, log } = options;
  return async (held) => {
    const begun = await store.beginAttempt({
      effect: held.effect,
      at: clock.now(),
      takesOver: held.takesOver,
    });
    if (begun.kind === "settled") return;
    if (begun.kind === "busy") return waitForTurn(options, held);
    await options.profiles.load([begun.deployment.profileHash], (hash) => store.profileBody(hash));
    const performed = await attempt(options, begun);
    const fine = performed.kind === "done" || performed.kind === "moot";
    log[fine ? "info" : "warn"](
      {
        effect: begun.effect.id,
        outcome: performed.kind,
        attempt: begun.attempts,
        reason: "reason" in performed ? performed.reason : null,
      },
      fine ? "an effect of a deployment was carried out" : "an effect of a deployment is not done",
    );
    await settle(options, { begun, performed, held });
  };
}

/** Somebody is at it; it is looked at again in a moment, unless it was only hurried. */
async function waitForTurn({ store, jobs, clock }: DeploymentWorkerOptions, held: Held): Promise<void> {
  if (held.once) return;
  const later = jobOf(held.effect, clock.now() + TURN_MS);
  await store.transaction(async (tx) => {
    await jobs.enqueue(tx.sql, [later]);
    await held.complete(tx.sql);
  });
  jobs.wake([later]);
}

async function attempt(
  { clock, profiles, outside }: DeploymentWorkerOptions,
  { effect, deployment, attempts, firstTriedAt }: Begun,
): Promise<DeploymentPerformed> {
  try {
    return cleaned(
      await performDeployment(
        {
          effect,
          deployment,
          profile: profiles.of(deployment.profileHash),
          attempt: { effect: effect.id, number: attempts, firstTriedAt },
          now: clock.now(),
        },
        outside,
      ),
    );
  } catch (error) {
    return {
      kind: "retry",
      afterMs: 0,
      reason: `Tocsin itself failed: ${error instanceof Error ? error.message : String(error)}.`,
      cure: "It tries again by itself; report this with the log if it goes on.",
    };
  }
}

async function settle(options: DeploymentWorkerOptions, settling: Settling): Promise<void> {
  const { begun, performed, held } = settling;
  const { id } = begun.effect;
  const now = options.clock.now();
  switch (performed.kind) {
    case "done":
      // Also without news: what was in trouble is cured by it.
      return tell(options, begun, performed.news ?? { type: "record-done", effect: id }, async (tx) => {
        await tx.settle(id, now);
        await held.complete(tx.sql);
      });
    case "moot":
      return tell(options, begun, { type: "record-done", effect: id }, async (tx) => {
        await tx.dismiss(id, now, performed.why);
        await held.complete(tx.sql);
      });
    case "failed":
      return tell(options, begun, trouble(options, settling, "failed"), async (tx) => {
        await tx.fail(id, now, performed.reason);
        await held.complete(tx.sql);
      });
    case "retry":
      return later(options, settling, performed);
  }
}

async function later(
  options: DeploymentWorkerOptions,
  settling: Settling,
  performed: Extract<DeploymentPerformed, { readonly kind: "retry" }>,
): Promise<void> {
  const { begun, held } = settling;
  const { id } = begun.effect;
  const now = options.clock.now();
  const backoff = BACKOFF_MS[Math.min(begun.attempts, BACKOFF_MS.length) - 1] ?? 0;
  const next = jobOf(id, now + Math.max(performed.afterMs, backoff));
  const tryingForMs = now - begun.requestedAt;
  const giveUp = tryingForMs > GIVE_UP_AFTER_MS;
  const alongside: Alongside = async (tx) => {
    if (performed.untried === true) await tx.untried(id, performed.reason);
    if (giveUp) await tx.fail(id, now, performed.reason);
    else if (performed.untried !== true) await tx.late(id, performed.reason);
    if (!giveUp && !held.once) await options.jobs.enqueue(tx.sql, [next]);
    await held.complete(tx.sql);
  };
  // That a service is not healthy yet is what its step waits for, not a trouble.
  const isTold = giveUp || (tryingForMs >= TELL_AFTER_MS && begun.effect.kind !== "check-health");
  if (isTold)
    await tell(options, begun, trouble(options, settling, giveUp ? "failed" : "retrying"), alongside);
  else await options.store.transaction(alongside);
  if (!giveUp && !held.once) options.jobs.wake([next]);
}

function trouble(
  { what }: DeploymentWorkerOptions,
  { begun: { effect, deployment }, performed }: Settling,
  state: "retrying" | "failed",
): DeploymentCommand {
  const told =
    performed.kind === "retry" || performed.kind === "failed" ? performed : { reason: "", cure: "" };
  return {
    type: "record-trouble",
    effect: effect.id,
    kind: effect.kind,
    what: what(effect, deployment),
    reason: told.reason,
    cure: told.cure,
    state,
  };
}

async function tell(
  { engine }: DeploymentWorkerOptions,
  { deployment }: Begun,
  command: DeploymentCommand,
  alongside: Alongside,
): Promise<void> {
  await engine.dispatchWith(
    {
      command,
      by: { kind: "tocsin" },
      rights: null,
      deployment: { kind: "id", id: deployment.id },
      key: null,
    },
    alongside,
  );
}

function jobOf(effect: DeploymentEffect["id"], startAt: number): EffectJob {
  return { effect, kind: "deployment", group: groupOf(effect) ?? effect, startAt };
}
