import type { Migration } from "kysely/migration";
import * as incidents from "./001-incidents.ts";
import * as bindings from "./002-bindings.ts";

/** In order; a landed migration is never edited, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-incidents": incidents,
  "002-bindings": bindings,
};
