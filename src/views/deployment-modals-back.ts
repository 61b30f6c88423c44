import type { InputBlock } from "@slack/types";
import { environmentOf } from "../domain/delivery.ts";
import type { Version } from "../domain/deployment/decision.ts";
import type { Instant } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { Advice } from "../domain/recovery/advice.ts";
import type { BackupRecord } from "../domain/recovery/backups.ts";
import type { Block, View } from "./blocks.ts";
import { context, input, modal, option, section, sections, textInput } from "./blocks.ts";
import { DEPLOYMENT_FORMS } from "./deployment-actions.ts";
import { timeLeft, wayLine } from "./deployment-advice.ts";
import { age } from "./deployment-backups.ts";
import { short } from "./deployment-words.ts";
import { say, typed, utc } from "./text.ts";

// The forms of the ways back: to a good version, and to a state of the data.

export type RollBackForm = {
  readonly service: string;
  readonly environment: string;
  /** Newest first. */
  readonly versions: readonly Version[];
  /** Where it was asked from, for its card. */
  readonly channel: string | null;
  readonly why: string | null;
};

/** The answer of `version` that leaves the choice to the ledger. */
export const LAST_GOOD = "last-good";

/**
 * Chooses the version. The answer of `version` is `LAST_GOOD` or the number of a good deployment; that of `database`, which is
 * asked where the manual asks it, `no` or `yes`.
 */
export function rollBackModal(form: RollBackForm, profile: Profile): View {
  const { service, environment, versions, channel, why } = form;
  const asks = environmentOf(profile.delivery, { service, environment });
  const place = `*${say(service, 60)}* in *${say(environment, 60)}*`;
  const intro =
    versions.length === 0
      ? `No version of ${place} was verified through Tocsin yet, so there is nothing to roll back to and nothing was proposed. Deploy a good commit instead: ${typed(`/deploy ${service} <ref> to ${environment}`)}.`
      : `${place} goes back to a version that was verified there. It needs its approvals like everything, but neither order, freeze nor promotion stands in its way.`;
  if (versions.length === 0)
    return {
      type: "modal",
      title: { type: "plain_text", text: "Roll back" },
      close: { type: "plain_text", text: "Close" },
      blocks: [section(intro)],
    };
  return modal({
    callback: DEPLOYMENT_FORMS.rollBack,
    title: "Roll back",
    submit: "Propose",
    metadata: JSON.stringify({ service, environment, channel }),
    blocks: [
      section(intro),
      input("version", "Back to which version?", versionSelect(versions)),
      ...(asks?.asksAboutDatabase === true ? [database()] : []),
      input("why", "Why?", textInput("several", { initial: why ?? "", max: 1000 }), { optional: true }),
    ],
  });
}

function versionSelect(versions: readonly Version[]): InputBlock["element"] {
  const last = option("The last good one before what runs", LAST_GOOD);
  const others = versions
    .slice(0, 99)
    .map(({ number, ref, sha, at }) =>
      option(`#${number} · ${ref} · ${short(sha)}`, String(number), `verified ${utc(at)}`),
    );
  return { type: "static_select", options: [last, ...others], initial_option: last };
}

/** Nobody but people can know it: nothing is chosen for them. */
function database(): InputBlock {
  return input(
    "database",
    "The database too?",
    {
      type: "radio_buttons",
      options: [
        option("The program only", "no", "The database stays as it is"),
        option("The database too", "yes", "What was written since may be lost"),
      ],
    },
    { hint: "Take it back too only if the new version changed it in a way the old one cannot read." },
  );
}

export type RestoreForm = {
  readonly backup: string | null;
  readonly records: readonly BackupRecord[];
  /** What each way back costs; empty where that is not known. */
  readonly advice: readonly Advice[];
  readonly channel: string | null;
  readonly at: Instant;
};

/** Answers: `backup`, its key; `to`, seconds since 1970, or none for the newest; `why`. */
export function restoreModal(form: RestoreForm, profile: Profile): View {
  const { backup, records, advice, channel, at } = form;
  const known = profile.delivery.backups.filter(({ restore }) => restore.length > 0);
  const select = backupSelect(
    known.map(({ key }) => key),
    backup,
  );
  const blocks: readonly Block[] =
    select === null
      ? [section("The manual has no backup that is restored from here.")]
      : [
          ...sections(
            records
              .filter((one) => backup === null || one.backup === backup)
              .slice(0, 5)
              .map((one) => recordLine(one, at)),
          ),
          ...sections([...advice.slice(0, 4).map(wayLine), ...timeLeft(advice)]),
          input("backup", "Which backup?", select),
          input(
            "to",
            "To the state of when?",
            { type: "datetimepicker" },
            {
              optional: true,
              hint: "In your own time zone. Left empty, the newest there is.",
            },
          ),
          input("why", "Why?", textInput("several", { max: 1000 }), { optional: true }),
          context("Nothing runs by this: it needs its approvals first."),
        ];
  return modal({
    callback: DEPLOYMENT_FORMS.restore,
    title: "Restore",
    submit: "Propose",
    metadata: JSON.stringify({ channel }),
    blocks,
  });
}

function recordLine({ backup, takenAt, verifiedAt }: BackupRecord, at: Instant): string {
  return `*${say(backup, 60)}*: taken ${age(takenAt, at)}, verified ${age(verifiedAt, at)}`;
}

function backupSelect(keys: readonly string[], chosen: string | null): InputBlock["element"] | null {
  if (keys.length === 0) return null;
  const options = keys.slice(0, 100).map((key) => option(key, key));
  const initial = options.find(({ value }) => value === chosen);
  return { type: "static_select", options, ...(initial === undefined ? {} : { initial_option: initial }) };
}
