import { afterEach, expect, it } from "vitest";
import { json } from "../../../sandbox/http.ts";
import { examine } from "../../../src/doctor.ts";
import { SUITE, startHub, TOKEN } from "../../sandbox/github-hub.ts";
import { closeAll, refused, scripted } from "./scripted.ts";

/** What `npm run doctor` says of GitHub. */

afterEach(closeAll);

const QUOTA = { "x-ratelimit-remaining": "4987", "x-ratelimit-limit": "5000" };

async function line(environment: Record<string, string>) {
  // Its manual deploys nothing.
  const PROFILE = "test/fixtures/clocks/quick.yml";
  const findings = await examine({ DATA_DIR: "memory://doctor", PROFILE, ...environment });
  return findings.filter(({ part }) => part === "GitHub");
}

async function withToken(answer: Parameters<typeof scripted>[0][string], more: Record<string, string> = {}) {
  const { url } = await scripted({ "GET /user": answer });
  return line({ GITHUB_TOKEN: "t0ken", GITHUB_API_URL: url, ...more });
}

it("says loudly that it is off", async () => {
  expect(await line({})).toEqual([
    {
      part: "GitHub",
      state: "off",
      says: "off: nothing can be deployed. Set GITHUB_TOKEN, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID.",
    },
  ]);
});

it("says who it is, what is left, and what is not known", async () => {
  const fineGrained = () => json(200, { login: "shop-bot" }, QUOTA);
  const says =
    "connected as shop-bot, 4987 of 5000 requests left in this hour; which rights it has shows when they are used";
  expect(await withToken(fineGrained, { GITHUB_WEBHOOK_SECRET: "s" })).toEqual([
    { part: "GitHub", state: "ok", says },
  ]);
  expect(await withToken(fineGrained)).toEqual([
    {
      part: "GitHub",
      state: "ok",
      says: `${says}; runs are followed by asking, without GITHUB_WEBHOOK_SECRET`,
    },
  ]);
});

it("names what is lacking", async () => {
  const classic = () => json(200, { login: "amara" }, { "x-oauth-scopes": "gist" });
  expect(await withToken(classic, { GITHUB_WEBHOOK_SECRET: "s" })).toEqual([
    { part: "GitHub", state: "fault", says: 'connected as amara; it lacks "repo": grant it on GitHub' },
  ]);
});

it("says that nothing is lacking by saying no more", async () => {
  const classic = () => json(200, { login: "amara" }, { "x-oauth-scopes": "repo" });
  expect(await withToken(classic, { GITHUB_WEBHOOK_SECRET: "s" })).toEqual([
    { part: "GitHub", state: "ok", says: "connected as amara" },
  ]);
});

it("says why it is refused, and the cure", async () => {
  expect(await withToken(refused(401, "Bad credentials"))).toEqual([
    {
      part: "GitHub",
      state: "fault",
      says: "GitHub would not say who Tocsin is (401: Bad credentials). Put a valid token into GITHUB_TOKEN and start Tocsin again.",
    },
  ]);
});

it("names each workflow of the manual that is not there or would not start", async () => {
  const hub = await startHub();
  const told = () =>
    line({ GITHUB_TOKEN: TOKEN, GITHUB_API_URL: hub.world.apiUrl, PROFILE: "profiles/sebenza.yml" });
  expect(await told()).toHaveLength(1);
  hub.world.setWorkflow({ repository: SUITE, file: "smoke.yml", state: "disabled_manually" });
  expect((await told()).slice(1)).toEqual([
    {
      part: "GitHub",
      state: "fault",
      says: "smoke.yml of sebenza/suite is disabled, so nothing it does can be started. Enable it on GitHub.",
    },
  ]);
  await hub.close();
});
