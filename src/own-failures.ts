import { Alarm } from "./alarm.ts";
import type { Config } from "./config.ts";
import type { EffectId, Instant } from "./domain/ids.ts";
import type { Profile } from "./domain/profile.ts";
import type { Engine } from "./engine/dispatch.ts";
import type { Outside } from "./engine/performing.ts";
import type { Clock, Pager } from "./engine/ports.ts";
import { Spool } from "./engine/spool.ts";
import type { Store } from "./engine/store.ts";
import type { Logger } from "./log.ts";
import { createSpoolFiles } from "./spool-files.ts";
import { bind, bound, unbind } from "./store/bindings.ts";
import type { Database } from "./store/database.ts";
import { keptBecameNothing } from "./views/paper-procedure.ts";

/** What the bot does about its own failures: the database away, and Slack away. */

type Ticking = Clock & { sleep(ms: number): Promise<void> };

export function createAlarm(options: {
  readonly database: Database;
  readonly pager: Pager;
  readonly openNumbers: () => Promise<readonly number[]>;
  readonly profile: () => Profile;
  readonly lookSooner: () => void;
  readonly clock: Ticking;
  readonly log: Logger;
}): Alarm {
  const { database, ...others } = options;
  return new Alarm({
    ...others,
    shared: {
      begin: (key) => bind(database.kysely, "slack-mute", key),
      current: () => bound(database.kysely, "slack-mute"),
      end: (key) => unbind(database.kysely, "slack-mute", key),
    },
  });
}

export function createSpool(options: {
  readonly config: Config;
  readonly engine: Engine;
  readonly store: Store;
  readonly outside: Outside;
  readonly profile: () => Profile;
  readonly clock: Ticking;
  readonly log: Logger;
}): Spool {
  const { config, outside, profile, log } = options;
  return new Spool({
    ...options,
    files: createSpoolFiles(config.dataDir, log),
    tellDeclarer: (ask, came) => {
      const { id, at } = ask.kept;
      const effect = `${id}/0/post/kept` as EffectId; // no event of an incident has version 0
      const firstTriedAt: Instant = at;
      const channel = ask.by.kind === "person" ? ask.by.user : "";
      const title = ask.command.type === "declare" ? ask.command.title : "";
      const message = keptBecameNothing(came, title, profile());
      // Another life may have told them: their messages are looked at first.
      return outside.chat.post({ channel, message, attempt: { effect, number: 2, firstTriedAt } });
    },
  });
}
