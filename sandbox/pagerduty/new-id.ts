import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** An id as PagerDuty makes them: a letter, then capitals and digits. */
export function newId(first: string, length: number): string {
  return first + [...randomBytes(length - 1)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
