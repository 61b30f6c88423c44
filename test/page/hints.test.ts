import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { COMMANDS, SHORTCUTS } from "../../sandbox/page/hints.ts";
import { DEPLOY_COMMANDS } from "../../src/commands/deploy.ts";
import { SUB_COMMANDS } from "../../src/commands/incident.ts";
import { OPS_COMMANDS } from "../../src/commands/ops.ts";

test("the composer offers what the bot understands, in the bot's words", () => {
  const offered = COMMANDS.filter(({ name }) => name !== "").map(({ command, name, usage, summary }) => ({
    name,
    usage: `${command} ${name} ${usage}`.trim(),
    summary,
  }));
  // What has no word of its own is offered under the command itself.
  const named = DEPLOY_COMMANDS.filter(({ name }) => name !== "deploy");
  const understood = [...SUB_COMMANDS, ...named, ...OPS_COMMANDS].map(({ name, usage, summary }) => ({
    name,
    usage,
    summary,
  }));
  const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
  expect(offered.sort(byName)).toEqual(understood.sort(byName));
});

test("the menus offer the shortcuts of the app's manifest", () => {
  type Manifest = { features: { shortcuts: { name: string; type: string; callback_id: string }[] } };
  const manifest = parse(readFileSync(new URL("../../manifest.yml", import.meta.url), "utf8")) as Manifest;
  expect(
    SHORTCUTS.map(({ callbackId, name, where }) => ({ callback_id: callbackId, name, type: where })),
  ).toEqual(manifest.features.shortcuts.map(({ callback_id, name, type }) => ({ callback_id, name, type })));
});
