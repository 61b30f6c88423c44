import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { verifyWebhook } from "../../../src/integrations/pagerduty/webhook.ts";

const BODY = Buffer.from('{"event":{"id":"01","event_type":"incident.acknowledged"}}');
const signed = (secret: string, body = BODY) =>
  `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
const good = signed("s3cret");

it.each([
  ["the only one", good],
  ["the last of several while secrets are exchanged", `${signed("old")},${good}`],
  ["the first of several, with blanks", `${good} , ${signed("old")}`],
  ["beside a version to come", `v2=abc,${good}`],
])("takes a signature that is %s", (_, header) => {
  expect(verifyWebhook(BODY, header, "s3cret")).toBe(true);
});

it.each([
  ["no header", undefined],
  ["an empty header", ""],
  ["only commas", ",,,"],
  ["somebody else's secret", signed("other")],
  ["another body's signature", signed("s3cret", Buffer.from("{}"))],
  ["no version", good.slice(3)],
  ["another version", good.replace("v1=", "v0=")],
  ["upper case", good.toUpperCase()],
  ["one digit too few", good.slice(0, -1)],
  ["one digit too many", `${good}0`],
  ["one digit wrong", good.slice(0, -1) + (good.endsWith("0") ? "1" : "0")],
  ["letters of many bytes", `v1=${"é".repeat(32)}`],
])("refuses %s", (_, header) => {
  expect(verifyWebhook(BODY, header, "s3cret")).toBe(false);
});

it("an empty secret is nobody's, though everybody could sign with it", () => {
  expect(verifyWebhook(BODY, signed(""), "")).toBe(false);
});

it("compares bytes, not text: a body that is no UTF-8 is signed as it is", () => {
  const body = Buffer.from([0xff, 0xfe, 0x00]);
  expect(verifyWebhook(body, signed("s3cret", body), "s3cret")).toBe(true);
  expect(verifyWebhook(Buffer.from(body.toString("utf8")), signed("s3cret", body), "s3cret")).toBe(false);
});
