/** Loaded into a child bot before its own code: its clock runs so far ahead that it has been away for as long. */
const aheadMs = Number(process.env["CLOCK_AHEAD_MS"] ?? 0);
const now = Date.now;
Date.now = (): number => now() + aheadMs;
