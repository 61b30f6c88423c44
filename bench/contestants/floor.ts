import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The least that any Slack app does: read the body, check the signature, answer 200. */
const secret = process.env["SLACK_SIGNING_SECRET"] ?? "";

const server = createServer((request, reply) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const stamp = String(request.headers["x-slack-request-timestamp"]);
    const given = Buffer.from(String(request.headers["x-slack-signature"]));
    const expected = Buffer.from(
      `v0=${createHmac("sha256", secret).update(`v0:${stamp}:`).update(Buffer.concat(chunks)).digest("hex")}`,
    );
    const genuine = given.length === expected.length && timingSafeEqual(given, expected);
    reply.statusCode = genuine ? 200 : 401;
    reply.end();
  });
});

server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.once("disconnect", () => process.exit());
