import type { Migration } from "kysely/migration";
import * as incidents from "./001-incidents.ts";
import * as bindings from "./002-bindings.ts";
import * as leases from "./003-leases.ts";
import * as errands from "./004-errands.ts";
import * as due from "./005-due.ts";
import * as deployments from "./006-deployments.ts";

/** In order; a landed migration is never edited, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-incidents": incidents,
  "002-bindings": bindings,
  "003-leases": leases,
  "004-errands": errands,
  "005-due": due,
  "006-deployments": deployments,
};
