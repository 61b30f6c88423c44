import type { Backup } from "../domain/delivery.ts";
import type { EffectId, Instant } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { type BackupRecord, isLongUnverified, missedAt } from "../domain/recovery/backups.ts";
import type { DeploymentViews } from "./deployment-ports.ts";
import type { Errand } from "./on-call-ports.ts";
import type { Clock, Message } from "./ports.ts";

/**
 * Tells of a backup that did not come when the manual wants it, once for each time, and of one that came and nobody
 * verified, over all replicas. Of one that was never seen here it is told once: somebody else may take it.
 */
export type BackupWatchOptions = {
  readonly records: (names: readonly string[]) => Promise<readonly BackupRecord[]>;
  /** One that is there already stays as it is. */
  readonly addErrands: (errands: readonly Errand[], at: Instant) => Promise<void>;
  readonly profile: () => Profile;
  readonly views: Pick<DeploymentViews, "backupMissed" | "backupUnverified">;
  /** When this bot began to keep the ledger. */
  readonly since: () => Promise<Instant>;
  readonly clock: Clock;
};

export function createBackupWatch(options: BackupWatchOptions): { look(): Promise<void> } {
  return {
    look: async () => {
      const profile = options.profile();
      const backups = profile.delivery.backups;
      if (backups.length === 0) return;
      const records = await options.records(backups.map(({ key }) => key));
      const now = options.clock.now();
      const since = await options.since();
      const errands = backups.flatMap((backup): readonly Errand[] => {
        const record = records.find((one) => one.backup === backup.key);
        return record === undefined
          ? []
          : told(backup, record, { now, since, profile, views: options.views });
      });
      if (errands.length > 0) await options.addErrands(errands, now);
    },
  };
}

type Telling = Pick<BackupWatchOptions, "views"> & {
  readonly now: Instant;
  readonly since: Instant;
  readonly profile: Profile;
};

function told(
  backup: Backup,
  record: BackupRecord,
  { now, since, profile, views }: Telling,
): readonly Errand[] {
  const { key, everyMs } = backup;
  const { takenAt } = record;
  const say = (id: string, message: Message): Errand => ({
    // What it is about names it, so that it is told once.
    id: `backup/${key}/${id}` as EffectId,
    body: {
      kind: "post",
      to: { kind: "channel", channel: profile.slack.announcements },
      message,
      tell: null,
    },
  });
  const missing = missedAt(backup, takenAt ?? since, now);
  return [
    ...(missing === null || everyMs === null
      ? []
      : [say(takenAt === null ? "never" : `${missing}`, views.backupMissed(record, { everyMs }, profile))]),
    ...(isLongUnverified(backup, record, now)
      ? [say(`unverified/${takenAt}`, views.backupUnverified(record, profile))]
      : []),
  ];
}
