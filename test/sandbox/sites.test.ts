import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressesOf } from "../../sandbox/bot.ts";
import { copyOfManual, withSites } from "../../sandbox/sites/manual.ts";
import { type StandIns, startStandIns } from "../../sandbox/stand-ins.ts";
import { readConfig } from "../../src/config.ts";
import type { PlanStep } from "../../src/domain/delivery.ts";
import type { Profile } from "../../src/domain/profile.ts";
import { sampleOf } from "../../src/engine/deployment-samples.ts";
import { createProbe } from "../../src/integrations/health/probe.ts";
import { createGauges } from "../../src/integrations/prometheus/gauges.ts";
import { loadProfile } from "../../src/profile/load.ts";
import { SHIPPED } from "../support/shipped.ts";

/** What a manual's health checks look at, as a bot in the sandbox sees it. */

let standIns: StandIns;
let folder: string;
beforeEach(async () => {
  standIns = await startStandIns({ folder: null, host: "127.0.0.1", port: 0 });
  folder = mkdtempSync(join(tmpdir(), "tocsin-sites-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await standIns.stop();
});

const APP = "https://app.example.com/health?deep=1";
const probe = createProbe({ timeoutMs: 300 });
const look = () => probe.look(standIns.sites.addressOf(APP));

describe("a site", () => {
  it("is well until it is made ill, and then again", async () => {
    expect(standIns.sites.addressOf(APP)).toBe(
      `http://127.0.0.1:${standIns.port}/sites/app.example.com/health?deep=1`,
    );
    expect(await look()).toEqual({ healthy: true, told: "answered 200" });
    standIns.sites.setHealthy("App.example.com", false);
    expect(await look()).toEqual({ healthy: false, told: "answered 503" });
    expect(await probe.look(standIns.sites.addressOf("https://dev.example.com/"))).toMatchObject({
      healthy: true,
    });
    standIns.sites.setHealthy("app.example.com", true);
    expect(await look()).toMatchObject({ healthy: true });
  });

  it.each([
    [{ kind: "error", status: 502 }, "answered 502"],
    [{ kind: "down" }, "could not be reached (UND_ERR_SOCKET)"],
    [{ kind: "nothing" }, "did not answer within 0.3 s"],
  ] as const)("fails as %o", async (fault, told) => {
    standIns.faults.add({ vendor: "sites", call: "dev.example.com", ...fault });
    expect(await look()).toMatchObject({ healthy: true });
    standIns.faults.add({ vendor: "sites", call: "app.example.com", ...fault, times: 1 });
    expect(await look()).toEqual({ healthy: false, told });
    expect(await look()).toMatchObject({ healthy: true });
  });
});

/** Every address that the profile has looked at. */
function lookedAt({ delivery }: Profile): readonly string[] {
  const ofSteps = (steps: readonly PlanStep[]): readonly string[] =>
    steps.flatMap(({ does, onFailure }) => [
      ...(does.kind === "health" ? does.checks.map(({ url }) => url) : []),
      ...ofSteps(onFailure),
    ]);
  const environments = Object.values(delivery.environments).flat();
  const steps = [...environments.flatMap(({ deploy, rollback }) => [...deploy, ...rollback])];
  const ofBackups = delivery.backups.flatMap(({ verify, restore }) => [...verify, ...restore]);
  const triggers = environments.flatMap(({ rollbackWhen }) => rollbackWhen?.triggers ?? []);
  return [
    ...ofSteps([...steps, ...ofBackups, ...delivery.recovery.flatMap((plan) => plan.steps)]),
    ...triggers.flatMap((one) => (one.kind === "health" ? one.checks.map(({ url }) => url) : [])),
  ];
}

describe.each(SHIPPED)("the copy of %s", (manual) => {
  it("has everything that it looks at in the sandbox, and all else where it was", async () => {
    const copy = copyOfManual(`profiles/${manual}`, join(folder, "profile"), standIns.sites);
    const [before, after] = [loadProfile(`profiles/${manual}`), loadProfile(copy)];
    const addresses = lookedAt(before);
    expect(lookedAt(after)).toEqual(addresses.map((address) => standIns.sites.addressOf(address)));
    const answers = await Promise.all(lookedAt(after).map((address) => probe.look(address)));
    expect(answers.filter(({ healthy }) => !healthy)).toEqual([]);
    const text = readFileSync(copy, "utf8");
    const restored = text.replaceAll(`http://127.0.0.1:${standIns.port}/sites/`, "https://");
    expect(restored.replaceAll('"', "")).toBe(readFileSync(`profiles/${manual}`, "utf8").replaceAll('"', ""));
  });

  it("has nothing that would roll a deployment back", async () => {
    const copy = copyOfManual(`profiles/${manual}`, folder, standIns.sites);
    const { prometheusUrl } = readConfig({ ...addressesOf(standIns), PROFILE: copy, DATA_DIR: folder });
    const gauges = createGauges({ url: prometheusUrl });
    const rules = Object.values(loadProfile(copy).delivery.environments).flat();
    const triggers = rules.flatMap(({ rollbackWhen }) => rollbackWhen?.triggers ?? []);
    const samples = await Promise.all(triggers.map((trigger) => sampleOf(trigger, { probe, gauges })));
    expect(samples.filter(({ bad }) => bad !== false)).toEqual([]);
  });
});

it("the manuals look at sites at all", () => {
  const looked = SHIPPED.filter((manual) => lookedAt(loadProfile(`profiles/${manual}`)).length > 0);
  expect(looked).toEqual(expect.arrayContaining(["sebenza.yml", "eventchain.yml", "inventory.yml"]));
});

describe("the copy of a manual", () => {
  const copied = (text: string): string => withSites(text, { addressOf: (address) => `here/${address}` });

  it.each([
    [
      'health: { app: "https://x.test/a", db: https://y.test }',
      'health: { app: "here/https://x.test/a", db: "here/https://y.test" }',
    ],
    ["check: [site, https://x.test/a]", 'check: [site, "here/https://x.test/a"]'],
    ["health:\n  app: 'https://x.test' # ours", 'health:\n  app: "here/https://x.test" # ours'],
    [
      "a: &a https://x.test\nhealth: { app: *a }",
      'a: &a https://x.test\nhealth: { app: "here/https://x.test" }',
    ],
    [
      "health: &h { app: &a https://x.test }\nb: { health: *h }",
      'health: &h { app: &a "here/https://x.test" }\nb: { health: *h }',
    ],
  ])("looks here instead of there: %s", (text, copy) => {
    expect(copied(text)).toBe(copy);
  });

  it.each([
    "health: failing",
    "check: health",
    "health: { app: http://127.0.0.1:8080/health, other: http://localhost/ }",
    "links: [{ url: https://x.test }]",
    "health: { app: ftp://x.test, other: 5 }",
  ])("is left as it is: %s", (text) => {
    expect(copied(text)).toBe(text);
  });
});
