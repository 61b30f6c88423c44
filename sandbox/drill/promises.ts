/** What a manual promises, as far as a drill can see it kept from the outside. */
export type Promises = {
  readonly manual: string;
  readonly organisation: string;
  /** Channel name without `#`. */
  readonly announcements: string;
  /** Worst first. */
  readonly severities: readonly { readonly label: string; readonly page: boolean }[];
  readonly statuses: readonly {
    readonly label: string;
    readonly phase: "declared" | "acknowledged" | "mitigated" | "resolved" | "closed";
  }[];
  readonly roles: readonly { readonly key: string; readonly name: string }[];
  /** Titles of the bookmarks every incident channel gets. */
  readonly links: readonly string[];
};
