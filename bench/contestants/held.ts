import { readConfig } from "../../src/config.ts";
import { startBot } from "../../src/main.ts";

/** Tocsin as a replica that acknowledges and leaves the effects in the queue: what the answer alone costs. */
const bot = await startBot(readConfig(process.env), { workers: { page: 0, send: 0, deploy: 0 } });
process.send?.({ port: bot.port });
process.once("SIGTERM", () => void bot.stop().then(() => process.exit(0)));
