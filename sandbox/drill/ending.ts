import type { Scene } from "./scene.ts";
import { messagesIn } from "./sight.ts";

/** How the incidents of a drill end. */

export async function resolve(scene: Scene, channel: string, message: string): Promise<void> {
  await scene.command("ben", channel, `resolve ${message}`);
  await scene.promise("with the incident its pages are over in PagerDuty too", () =>
    scene.standIns.pagerduty.incidents().every(({ status }) => status === "resolved"),
  );
}

/** Has the draft written, and looks into it for what it must tell. */
export async function readPostmortem(
  scene: Scene,
  channel: string,
  parts: readonly (readonly [what: string, words: RegExp])[],
): Promise<void> {
  await scene.command("ben", channel, "postmortem");
  const draft = (): string =>
    messagesIn(scene.standIns, channel)
      .flatMap(({ files }) => files)
      .map(({ content }) => content)
      .join("\n");
  for (const [what, words] of parts)
    await scene.promise(`the post-mortem draft tells ${what}`, () => words.test(draft()));
  for (const line of draft()
    .split("\n")
    .filter((one) => /target: |^- Updates: /u.test(one)))
    scene.note("tocsin", "in the post-mortem", line);
}
