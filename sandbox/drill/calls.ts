import type { DrillChain } from "./promises.ts";

/** One step of a chain that nobody answers: when it is to be called, from the beginning on. */
export type DueCall = { readonly step: number; readonly round: number; readonly afterMs: number };

/**
 * When each step of a chain is due that nobody answers, and when its end is. The manual moves on when a time-out has
 * passed, and once more at the moment its response target is missed.
 */
export function callsOf(
  chain: DrillChain,
  respondMs: number | null,
): { readonly calls: readonly DueCall[]; readonly endMs: number } {
  const rounds = Array.from({ length: chain.repeat + 1 }, (_, index) => index + 1);
  const calls: DueCall[] = [];
  let at = 0;
  for (const round of rounds) {
    for (const [step, { timeoutMs }] of chain.steps.entries()) {
      calls.push({ step, round, afterMs: at });
      const isHurried = respondMs !== null && respondMs > at && respondMs < at + timeoutMs;
      at = isHurried ? respondMs : at + timeoutMs;
    }
  }
  return { calls, endMs: at };
}

/** How long before an acknowledgement ends people are reminded of it: its last quarter, five minutes at most. */
export function noticeMs(expiresMs: number): number {
  return Math.min(5 * 60_000, expiresMs / 4);
}
