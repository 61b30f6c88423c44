import { expect, it } from "vitest";
import { approversOf } from "../../../src/domain/deployment/approvers.ts";
import { aDeployment } from "../../support/deployment.ts";

it.each<[readonly string[], readonly string[]]>([
  [["approvers"], ["approvers"]],
  [[], ["developers"]],
])("where the manual named %j, %j may approve", (from, may) => {
  const { approvals } = aDeployment();
  expect(approversOf({ approvals: { ...approvals, from } }, { mayDeploy: ["developers"] })).toEqual(may);
});
