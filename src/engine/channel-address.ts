/** Slack's methods take an id, or a name behind a `#`; a manual may say either, with or without the sign. */
export function channelAddress(named: string): string {
  return /^[CDG][A-Z0-9]{7,}$/u.test(named) ? named : `#${named.replace(/^#/u, "")}`;
}
