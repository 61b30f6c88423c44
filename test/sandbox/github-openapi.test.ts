import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appJwt } from "./github-app.ts";
import { faultsOf, OPERATIONS } from "./github-contract.ts";
import { ask, dispatch, type Hub, SUITE, started, startHub } from "./github-hub.ts";

let hub: Hub;
const done = new Set<string>();
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

const OF = "/repos/{owner}/{repo}";

/** One call of each operation that GitHub would answer well. */
async function callsOf(): Promise<readonly (readonly [operation: string, call: string, status: number])[]> {
  const { world, clock } = hub;
  world.setCheck({ repository: SUITE, ref: "main", name: "lint", state: "pending", as: "status" });
  world.setCheck({ repository: SUITE, ref: "main", name: "lint", state: "failure", as: "status" });
  world.setCheck({ repository: SUITE, ref: "main", name: "audit", state: "pending" });
  world.setWorkflow({ repository: SUITE, file: "smoke.yml", script: { hangsAt: "Smoke tests" } });
  world.setWorkflow({
    repository: SUITE,
    file: "switch.yml",
    jobs: [{ name: "switch", environment: "staging", steps: ["Switch traffic"] }],
    script: { waitsFor: "staging" },
  });
  const [failed, waits, going, deaf] = [
    await started(hub),
    await started(hub, { workflow: "switch.yml", inputs: { deploy_id: "DEP-2", environment: "staging" } }),
    await started(hub, { workflow: "smoke.yml", inputs: { deploy_id: "DEP-3", environment: "staging" } }),
    await started(hub, { workflow: "smoke.yml", inputs: { deploy_id: "DEP-4", environment: "staging" } }),
  ];
  clock.advance(5_000);
  world.fail(failed);
  const again = await started(hub, { inputs: { deploy_id: "DEP-5", environment: "test" } });
  clock.advance(5_000);
  world.fail(again);
  const job = world.run(failed).jobs[0]?.id;
  const annotated = world.repository(SUITE).tags.find(({ annotation }) => annotation !== null)
    ?.annotation?.sha;
  const at = `/repos/${SUITE}`;
  const { installationId } = world.app();
  return [
    [`GET ${OF}`, `GET ${at}`, 200],
    [`GET ${OF}/branches`, `GET ${at}/branches?per_page=2`, 200],
    [`GET ${OF}/branches/{branch}`, `GET ${at}/branches/feature/faster`, 200],
    [`GET ${OF}/tags`, `GET ${at}/tags`, 200],
    [`GET ${OF}/git/ref/{ref}`, `GET ${at}/git/ref/heads/main`, 200],
    [`GET ${OF}/git/matching-refs/{ref}`, `GET ${at}/git/matching-refs/tags%2Fv`, 200],
    [`GET ${OF}/git/tags/{tag_sha}`, `GET ${at}/git/tags/${annotated}`, 200],
    [`GET ${OF}/commits`, `GET ${at}/commits?sha=main&per_page=5&page=2`, 200],
    [`GET ${OF}/commits/{ref}`, `GET ${at}/commits/main`, 200],
    [
      `GET ${OF}/commits/{commit_sha}/branches-where-head`,
      `GET ${at}/commits/${world.repository(SUITE).branches["main"]}/branches-where-head`,
      200,
    ],
    [`GET ${OF}/commits/{ref}/check-runs`, `GET ${at}/commits/main/check-runs?filter=latest`, 200],
    [`GET ${OF}/commits/{ref}/status`, `GET ${at}/commits/main/status`, 200],
    [`GET ${OF}/commits/{ref}/statuses`, `GET ${at}/commits/main/statuses`, 200],
    [`GET ${OF}/compare/{basehead}`, `GET ${at}/compare/v2.4.0...main`, 200],
    [`GET ${OF}/actions/workflows`, `GET ${at}/actions/workflows`, 200],
    [`GET ${OF}/actions/workflows/{workflow_id}`, `GET ${at}/actions/workflows/deploy.yml`, 200],
    [
      `GET ${OF}/actions/workflows/{workflow_id}/runs`,
      `GET ${at}/actions/workflows/deploy.yml/runs?event=workflow_dispatch&created=%3E%3D2026-11-21`,
      200,
    ],
    [`GET ${OF}/actions/runs`, `GET ${at}/actions/runs?status=completed`, 200],
    [`GET ${OF}/actions/runs/{run_id}`, `GET ${at}/actions/runs/${going}`, 200],
    [`GET ${OF}/actions/runs/{run_id}/jobs`, `GET ${at}/actions/runs/${failed}/jobs?filter=latest`, 200],
    [
      `GET ${OF}/actions/runs/{run_id}/pending_deployments`,
      `GET ${at}/actions/runs/${waits}/pending_deployments`,
      200,
    ],
    [`POST ${OF}/actions/runs/{run_id}/cancel`, `POST ${at}/actions/runs/${going}/cancel`, 202],
    [`POST ${OF}/actions/runs/{run_id}/force-cancel`, `POST ${at}/actions/runs/${deaf}/force-cancel`, 202],
    [`POST ${OF}/actions/runs/{run_id}/rerun`, `POST ${at}/actions/runs/${failed}/rerun`, 201],
    [
      `POST ${OF}/actions/runs/{run_id}/rerun-failed-jobs`,
      `POST ${at}/actions/runs/${again}/rerun-failed-jobs`,
      201,
    ],
    [`GET ${OF}/actions/jobs/{job_id}`, `GET ${at}/actions/jobs/${job}`, 200],
    [`GET ${OF}/actions/jobs/{job_id}/logs`, `GET ${at}/actions/jobs/${job}/logs`, 302],
    ["GET /app", "GET /app", 200],
    ["GET /app/installations/{installation_id}", `GET /app/installations/${installationId}`, 200],
    [
      "POST /app/installations/{installation_id}/access_tokens",
      `POST /app/installations/${installationId}/access_tokens`,
      201,
    ],
    ["GET /user", "GET /user", 200],
    ["GET /rate_limit", "GET /rate_limit", 200],
  ];
}

describe("GitHub's description", () => {
  it("is kept by one good call of each operation", async () => {
    for (const [operation, call, status] of await callsOf()) {
      const isOfApp = operation.includes("/app");
      const headers = isOfApp ? { authorization: `Bearer ${appJwt(hub)}` } : {};
      const body = operation.endsWith("access_tokens") ? { repositories: ["suite"] } : undefined;
      const reply = await ask(hub, call, { headers, body });
      expect([operation, reply.status]).toEqual([operation, status]);
      done.add(operation);
      const token = (reply.body as { token?: string } | null)?.token;
      if (token === undefined) continue;
      const ofToken = await ask(hub, "GET /installation/repositories", {
        headers: { authorization: `token ${token}` },
      });
      expect(ofToken.body).toMatchObject({ total_count: 1, repositories: [{ full_name: SUITE }] });
      done.add("GET /installation/repositories");
    }
    expect(await dispatch(hub, { ref: "v2.4.0", details: false })).toMatchObject({ status: 204, body: null });
    done.add(`POST ${OF}/actions/workflows/{workflow_id}/dispatches`);
    expect(hub.contractFaults()).toEqual([]);
    expect([...done].toSorted()).toEqual(OPERATIONS.toSorted());
  });

  it("finds an answer that leaves something out, and a question that asks for what there is not", async () => {
    const reply = await ask(hub, `GET /repos/${SUITE}/actions/workflows/deploy.yml`);
    const { state: _, ...less } = reply.body as Record<string, unknown>;
    const asked = {
      method: "GET",
      path: `/github/api/repos/${SUITE}/actions/workflows/deploy.yml`,
      query: new URLSearchParams("sort=name"),
      headers: {},
      body: "",
    };
    const answer = { status: 200, body: JSON.stringify(less) };
    const exchange = { asked, answer } as unknown as Parameters<typeof faultsOf>[0]; // no socket is looked at
    expect(faultsOf(exchange)).toEqual([
      `GET ${OF}/actions/workflows/{workflow_id} 200: unknown parameter sort`,
      `GET ${OF}/actions/workflows/{workflow_id} 200: data must have required property 'state'`,
    ]);
  });
});
