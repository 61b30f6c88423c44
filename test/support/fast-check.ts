import fc from "fast-check";

/**
 * Looking for the smallest counterexample may take hours, and a test's own limit stops nothing that never awaits: after
 * this long a property that failed says what it has.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 15_000 });
