import { failing, plain } from "../failing.ts";
import type { Faults } from "../faults.ts";
import type { Answer, Asked, Handler } from "../http.ts";
import type { Journal } from "../journal.ts";
import type { Later } from "../pagerduty/world.ts";

/** The sites that a manual's health checks look at: all of them are well until somebody makes one ill. */
export interface SitesWorld {
  /** Where the stand-in answers for `address`: `https://app.example.com/health` is `<sandbox>/sites/app.example.com/health`. */
  addressOf(address: string): string;
  /** `host` as in the address, with its port if it has one. Ill, it answers 503 to everything. */
  setHealthy(host: string, healthy: boolean): void;
}

export type SitesOptions = {
  readonly faults: Faults;
  readonly journal: Journal;
  /** Where the routes are served, without a trailing slash; asked for only once they are. */
  readonly url: () => string;
  readonly later?: Later;
};

const PREFIX = "/sites/";
const ILL = "sites:ill:";

/** A site's faults are called by its host. */
export function createSites(
  options: SitesOptions,
): SitesWorld & { readonly routes: Readonly<Record<string, Handler>> } {
  const { faults, journal, url, later } = options;
  const handle = (asked: Asked): Answer => {
    const host = hostOf(asked);
    return journal.get<boolean>(ILL + host) === true
      ? plain(503, `${host} is ill.`)
      : plain(200, `${host} is well.`);
  };
  return {
    routes: { [PREFIX]: failing({ faults, vendor: "sites", later, callOf: hostOf, handle }) },
    addressOf: (address) => {
      const { host, pathname, search } = new URL(address);
      return `${url()}${PREFIX}${host}${pathname}${search}`;
    },
    setHealthy: (host, healthy) =>
      healthy ? journal.delete(ILL + host.toLowerCase()) : journal.put(ILL + host.toLowerCase(), true),
  };
}

function hostOf({ path }: Asked): string {
  return path.slice(PREFIX.length).split("/")[0] ?? "";
}
