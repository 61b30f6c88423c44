import { afterAll, beforeAll, expect, it } from "vitest";
import { fillIn, openForm, press } from "../support/hands.ts";
import { openStage, type Stage, stored } from "../support/stage.ts";

/** The manual was changed while an incident was open: it is spoken of, and changed, in the words it began with. */

let stage: Stage;
let channel: string;
beforeAll(async () => {
  stage = await openStage({ profile: "profiles/eventchain.yml" });
  await stage.incident("declare Orders fail --severity P2");
  await stage.settled();
  channel = stage.slack.channels().find(({ name }) => name.startsWith("inc-"))?.name ?? "";
  await stage.restart({ profile: "profiles/inventory.yml" });
});
afterAll(() => stage.stop());

it("its forms offer the words that can be chosen for it", async () => {
  await press(stage, "Change severity", { channel });
  const severities = JSON.stringify(openForm(stage, "amara").view);
  for (const label of ["P0", "P1", "P2", "P3"]) expect(severities).toContain(`"value":"${label}"`);
  await fillIn(stage, "amara", { severity: "P1" });
  await press(stage, "Update status", { channel });
  await fillIn(stage, "amara", { status: "investigate", message: "Reading the logs" });
  await stage.settled();
  const { severity, status } = await stored(stage, channel);
  expect([severity, status]).toEqual(["P1", "investigate"]);
});

it("a refusal names the words of its own manual", async () => {
  expect(await stage.incident("severity nonsense", { channel })).toContain(
    "It has `P0`, `P1`, `P2` and `P3`.",
  );
});

it("what is shown of it has its own roles, and says that the manual is another one by now", async () => {
  const shown = await stage.incident("show", { channel });
  expect(shown).toContain("Engineering manager: _nobody yet_");
  expect(shown).not.toContain("VP Engineering");
  expect(shown).toContain("changed since it was declared");
});

it("what is declared from now on goes by the new manual", async () => {
  expect(await stage.incident("declare Stock is wrong --severity P2")).toContain("`Critical`");
});
