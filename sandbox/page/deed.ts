import { z } from "zod";

const text = z.string().max(40_000);
const id = z.string().min(1).max(255);
const user = id;
const channel = id;
const ts = id;

const fault = z.object({
  vendor: z.enum(["slack", "pagerduty", "github", "prometheus", "sites"]),
  call: id.exactOptional(),
  kind: z.enum([
    "down",
    "slow",
    "rate-limited",
    "error",
    "nothing",
    "garbage",
    "drop-after-accepting",
    "accept-and-lose",
    "accept-and-call-nobody",
    "webhooks-lost",
    "webhooks-doubled",
    "webhooks-reordered",
    "webhooks-late",
    "without-run-details",
    "parameter-refused",
    "runs-unlisted",
    "values-bad",
    "values-missing",
  ]),
  status: z.int().min(400).max(599).exactOptional(),
  error: id.exactOptional(),
  afterDoing: z.boolean().exactOptional(),
  retryAfterSeconds: z.number().min(0).max(3_600).exactOptional(),
  secondary: z.boolean().exactOptional(),
  slowMs: z.number().min(0).max(60_000).exactOptional(),
  times: z.int().min(1).exactOptional(),
});

/** Everything a person can do on the page; `do` names it. A command's `text` is the whole line, slash included. */
export const Deed = z.discriminatedUnion("do", [
  z.object({ do: z.literal("command"), user, channel, text }),
  z.object({
    do: z.literal("act"),
    user,
    actionId: id,
    blockId: id.exactOptional(),
    message: z.object({ channel, ts }).exactOptional(),
    viewId: id.exactOptional(),
    home: z.boolean().exactOptional(),
    state: z.unknown().optional(),
    selected: z.unknown().optional(),
  }),
  z.object({
    do: z.literal("submit"),
    user,
    viewId: id,
    values: z.record(id, z.record(id, z.record(z.string(), z.unknown()))),
  }),
  z.object({ do: z.literal("close-view"), user, viewId: id }),
  z.object({ do: z.literal("message-shortcut"), user, callbackId: id, channel, ts }),
  z.object({ do: z.literal("global-shortcut"), user, callbackId: id }),
  z.object({ do: z.literal("say"), user, channel, text, threadTs: ts.exactOptional() }),
  z.object({ do: z.literal("pin"), user, channel, ts }),
  z.object({ do: z.literal("join"), user, channel }),
  z.object({ do: z.literal("open-home"), user }),
  z.object({ do: z.literal("fault"), fault }),
  /** All of them, or those of one kind when `only` is given. */
  z.object({ do: z.literal("clear-faults"), only: fault.exactOptional() }),
  z.object({ do: z.literal("acknowledge-page"), id, by: id }),
  z.object({ do: z.literal("resolve-page"), id, by: id }),
  /** What a person at GitHub does to a run. */
  z.object({
    do: z.literal("run"),
    id: z.int(),
    how: z.enum(["succeed", "fail", "hang", "resume", "approve", "cancel", "rerun"]),
  }),
]);
export type Deed = z.infer<typeof Deed>;
