const UNIQUE_VIOLATION = "23505";
const SERIALIZATION = ["40001", "40P01"];

/** Another commit stored the same thing first: deciding again finds it. */
export function isConflict(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && (code === UNIQUE_VIOLATION || SERIALIZATION.includes(code));
}
