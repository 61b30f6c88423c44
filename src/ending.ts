import closeWithGrace from "close-with-grace";

/** Errors that are told to whoever starts the bot, not bugs. */
const TOLD = ["ConfigFaults", "ProfileFaults", "DataDirInUse", "DataDirLost", "WrongWorkspace", "BotStopped"];

/** Says in one sentence why it stops; the stack is for bugs only. */
export function fatal(error: unknown): never {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exit(1);
}

function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (TOLD.includes(error.name)) return error.message;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} on ${address} is in use by another program. Stop that one, or set PORT to another port.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} on ${address} may not be used by this user. Set PORT to one above 1023.`;
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "28P01" || code === "3D000")
    return `The database of DATABASE_URL cannot be used: ${error.message}. Check the address, and that the server runs.`;
  return error.stack ?? error.message;
}

/** Closes it when the process is asked to end, or has to: then with the error, since nothing dies without a word. */
export function endWith(running: { stop(): Promise<void> }): void {
  closeWithGrace({ delay: 20_000, logger: false }, async ({ err }) => {
    if (err !== undefined) process.stderr.write(`${err.stack ?? err.message}\n`);
    await running.stop();
  });
}
