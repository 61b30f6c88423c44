import { writeFileSync } from "node:fs";
import { profileReferenceText, profileSchemaText } from "./generate-profile.ts";
import { commandsPage } from "./reference-commands.ts";
import { configurationPage } from "./reference-configuration.ts";
import { effectsPage } from "./reference-effects.ts";
import { refusalsPage } from "./reference-refusals.ts";

/** Every generated file of `docs/reference` and what writes its text. A test compares them with what is there. */
export const PAGES: Readonly<Record<string, () => string>> = {
  "commands.md": commandsPage,
  "configuration.md": configurationPage,
  "effects.md": effectsPage,
  "refusals.md": refusalsPage,
  "profile.md": profileReferenceText,
  "profile.schema.json": profileSchemaText,
};

if (import.meta.main) {
  for (const [name, text] of Object.entries(PAGES))
    writeFileSync(new URL(`./reference/${name}`, import.meta.url), text());
}
