import type { Backup } from "../domain/delivery.ts";
import type { Instant } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { type BackupRecord, isUntested, isUnverified, missedAt } from "../domain/recovery/backups.ts";
import type { Message } from "./blocks.ts";
import { context, message, section, within } from "./blocks.ts";
import { date, duration, plural, say, typed } from "./text.ts";

// The ledger of backups: how old, of what kind, verified or not, tried or not. What was never proved is said so.

const ROOM = 8600;

const KINDS: Readonly<Record<Backup["kind"], string>> = {
  full: "full",
  log: "log",
  incremental: "incremental",
  wal: "WAL",
  files: "files",
};

/** `⚠️ Backup database was missed: …`, to where everything is announced. */
export function backupMissed(
  record: BackupRecord,
  wanted: { readonly everyMs: number },
  profile: Profile,
): Message {
  const backup = profile.delivery.backups.find(({ key }) => key === record.backup);
  const of = backup === undefined ? "" : ` of ${say(backup.service, 60)} in ${say(backup.environment, 60)}`;
  const verified =
    record.verifiedAt === null
      ? "none was ever verified"
      : `the last verified one of ${date(record.verifiedAt)}`;
  const every = `the manual has one taken every ${each(wanted.everyMs)}`;
  const take = `${typed(`/deploy backup ${record.backup}`)} takes one now.`;
  // Somebody else may take it: that it is missing is not known.
  const words =
    record.takenAt === null
      ? `⚠️ *No backup ${say(record.backup, 60)} was ever seen here*${of}: ${every}. Does something else take it, let ${typed(`/deploy verify-backup ${record.backup}`)} check it; ${take}`
      : `⚠️ *Backup ${say(record.backup, 60)} is missing*${of}: ${every}. The newest is of ${date(record.takenAt)}; ${verified}. ${take}`;
  return message(words, [section(words)]);
}

/** `⚠️ Backup database is not verified: …`, to where everything is announced. */
export function backupUnverified({ backup, takenAt, verifiedAt }: BackupRecord, profile: Profile): Message {
  const known = profile.delivery.backups.find(({ key }) => key === backup);
  const of = known === undefined ? "" : ` of ${say(known.service, 60)} in ${say(known.environment, 60)}`;
  const taken = takenAt === null ? "" : `: it was taken ${date(takenAt)} and nothing has verified it since`;
  const last =
    verifiedAt === null ? "None was ever verified" : `The last one was verified ${date(verifiedAt)}`;
  const words = `⚠️ *Backup ${say(backup, 60)} is not verified*${of}${taken}. ${last}. ${typed(`/deploy verify-backup ${backup}`)} does it now.`;
  return message(words, [section(words)]);
}

/** Every backup of the manual, those that something is wrong with first. */
export function backupList(records: readonly BackupRecord[], profile: Profile, at: Instant): Message {
  const { backups } = profile.delivery;
  if (backups.length === 0) {
    const none = "The manual names no backup.";
    return message(none, [section(none)]);
  }
  const seen = backups.map((backup) => lookAt(backup, records, at));
  const ordered = [
    ...seen.filter(({ faults }) => faults.length > 0),
    ...seen.filter(({ faults }) => faults.length === 0),
  ];
  const bad = seen.filter(({ faults }) => faults.length > 0).length;
  const title = `${plural(backups.length, "backup", "backups")}, ${bad === 0 ? "all as the manual wants them" : `${bad} not as the manual wants`}`;
  const { blocks, left } = within(
    ordered.map((one) => [section(backupRow(one, at))]),
    ROOM,
  );
  return message(title, [
    context(title),
    ...blocks,
    ...(left === 0 ? [] : [context(`${left} more.`)]),
    context(
      "`/deploy backup <name>` takes one, `/deploy verify-backup <name>` checks the newest."
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;"),
    ),
  ]);
}

type Seen = {
  readonly backup: Backup;
  readonly record: BackupRecord;
  readonly faults: readonly string[];
};

function lookAt(backup: Backup, records: readonly BackupRecord[], at: Instant): Seen {
  const nothing = { backup: backup.key, takenAt: null, verifiedAt: null, testedAt: null, reliableAt: null };
  const record = records.find(({ backup: key }) => key === backup.key) ?? nothing;
  const { takenAt } = record;
  const { verify } = backup;
  const isMissed = takenAt !== null && missedAt(backup, takenAt, at) !== null;
  const faults = [
    ...(isMissed ? ["missed"] : []),
    ...(takenAt === null ? ["never seen here"] : []),
    ...(isUnverified(record)
      ? [verify.length === 0 ? "not verified (the manual has no way to)" : "not verified"]
      : []),
    ...(isUntested(backup, record, at) ? ["restore test overdue"] : []),
  ];
  return { backup, record, faults };
}

function backupRow({ backup, record, faults }: Seen, at: Instant): string {
  const { key, service, environment, kind, everyMs, keepMs } = backup;
  const sign = faults.length === 0 ? "✅" : "⚠️";
  const wrong = faults.length === 0 ? "" : ` · *${faults.join(", ")}*`;
  const every = everyMs === null ? "" : `, every ${each(everyMs)}`;
  const kept = keepMs === null ? "" : `, kept ${duration(keepMs)}`;
  const head = `${sign} *${say(key, 60)}*${wrong}\n${KINDS[kind]} of ${say(service, 60)} in ${say(environment, 60)}${every}${kept}`;
  return `${head}\nTaken ${age(record.takenAt, at)} · verified ${age(record.verifiedAt, at)} · restored for a test ${age(record.testedAt, at)}`;
}

/** `every day`, `every 15 minutes`. */
function each(ms: number): string {
  return duration(ms).replace(/^1 (?=[a-z]+$)/, "");
}

export function age(then: Instant | null, at: Instant): string {
  return then === null ? "*never*" : `${duration(Math.max(0, at - then))} ago (${date(then)})`;
}
