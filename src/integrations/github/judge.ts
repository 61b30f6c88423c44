import type { RepositoryName } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { type Answer, type Answered, limitedForMs, type Silent } from "./answer.ts";
import { problemOf } from "./replies.ts";

/** Turns an answer that is not a success into sentences for people: what happened, and the way out. */

export type NotDone = Exclude<Outcome<never>, { readonly kind: "done" }>;

/** As GitHub's settings call them. */
export type Right =
  | "Actions: read"
  | "Actions: write"
  | "Contents: read"
  | "Checks: read"
  | "Commit statuses: read";

export type Judging = {
  /** What GitHub was asked to do: `read the branches of acme/shop`. */
  readonly doing: string;
  readonly repository: RepositoryName | null;
  readonly right: Right;
  /** What became of it although there is no answer: `; it may have been started`. Absent for a look. */
  readonly doubt?: string;
  readonly credential: "token" | "app";
  readonly attemptMs: number;
  readonly now: () => number;
};

const GOES_ON = "Try again in a moment. Is GitHub ill? githubstatus.com knows.";
const WAITS = "Wait as long as GitHub asks; whatever else uses the same token or App uses up the same quota.";

export function judge(answer: Answer, judging: Judging): NotDone {
  if (answer.kind === "silent") return silence(answer, judging);
  const limited = limitedForMs(answer, judging.now());
  if (limited !== null) return tooFast(answer, limited, judging);
  if (isRefusal(answer.status)) return refusal(answer, judging);
  const { doing, doubt = "" } = judging;
  const what = answer.status < 300 ? "answered with something unreadable" : `answered ${answer.status}`;
  return retry(`GitHub ${what} when asked to ${doing}${doubt}.`);
}

/** Answers by which GitHub, or whoever stands before it, says that the call was not carried out. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 451]);

export function isRefusal(status: number): boolean {
  return REFUSALS.has(status) || isRedirect(status);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

export function retry(reason: string, afterMs = 0, cure = GOES_ON): NotDone {
  return { kind: "retry", afterMs, reason, cure };
}

export function failed(reason: string, cure: string): NotDone {
  return { kind: "failed", reason, cure };
}

function silence({ why }: Silent, { doing, doubt = "", attemptMs }: Judging): NotDone {
  switch (why) {
    case "timed-out":
      return retry(`GitHub did not answer within ${attemptMs / 1_000} s when asked to ${doing}${doubt}.`);
    case "unreachable":
      return retry(
        `GitHub could not be reached to ${doing}${doubt}.`,
        0,
        "Check GITHUB_API_URL and this machine's way to it, and try again.",
      );
    case "broken":
      return retry(`The connection broke before GitHub answered when asked to ${doing}${doubt}.`);
    case "unusable-key":
      return failed(
        `The App's private key could not be used to ${doing}.`,
        "Put the whole private key of the GitHub App into GITHUB_APP_PRIVATE_KEY and start Tocsin again.",
      );
  }
}

function tooFast(answer: Answered, afterMs: number, { doing }: Judging): NotDone {
  return retry(
    `GitHub's rate limit does not let Tocsin ${doing} for ${Math.ceil(afterMs / 1_000)} s (${saidBy(answer)}).`,
    afterMs,
    WAITS,
  );
}

/** `404: Not Found`, or the status alone. */
function saidBy({ status, body }: Answered): string {
  const words = problemOf(body);
  return words === "" ? `${status}` : `${status}: ${words}`;
}

function refusal(answer: Answered, judging: Judging): NotDone {
  if (!answer.sent) return appRefused(answer);
  const { status } = answer;
  const { doing, repository } = judging;
  const reason = `GitHub would not ${doing} (${saidBy(answer)}).`;
  if (isRedirect(status)) {
    return failed(
      `GitHub says that ${repository ?? "what was asked for"} has moved (${saidBy(answer)}), so it did not ${doing}.`,
      "Put the repository's new name into the profile, or the right address into GITHUB_API_URL.",
    );
  }
  if (status === 401) return failed(reason, validCredential(judging));
  if (status === 403) return failed(reason, forbidden(answer, judging));
  if (status === 404) {
    return failed(
      reason,
      `Check the name, and that ${holderOf(judging)} may see ${repository ?? "it"} with "${judging.right}": what it may not see, GitHub calls not found.`,
    );
  }
  return failed(reason, "Put right what GitHub says, and try again.");
}

/** GitHub would not give the App a token, so nothing else was asked. */
function appRefused(answer: Answered): NotDone {
  const said = saidBy(answer);
  if (answer.status === 404) {
    return failed(
      `GitHub does not know this installation of the App (${said}).`,
      "Put the number at the end of the installation's address on GitHub into GITHUB_APP_INSTALLATION_ID and start Tocsin again.",
    );
  }
  if (answer.status === 401) {
    return failed(
      `GitHub does not accept the App's private key (${said}).`,
      "Check GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY against the App's settings, and this machine's clock, and start Tocsin again.",
    );
  }
  return failed(
    `GitHub would not give the App a token (${said}).`,
    "Look at the App's installation in the organisation's settings on GitHub: it may be suspended, or wait for its rights to be accepted.",
  );
}

function validCredential({ credential }: Judging): string {
  return credential === "token"
    ? "Put a valid token into GITHUB_TOKEN and start Tocsin again."
    : "Check GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY against the App's settings and start Tocsin again.";
}

function holderOf({ credential }: Judging): string {
  return credential === "token" ? "the token in GITHUB_TOKEN" : "the GitHub App";
}

function forbidden(answer: Answered, judging: Judging): string {
  const words = problemOf(answer.body);
  if (/\bSAML\b/i.test(words))
    return "Authorise the token for the organisation's single sign-on: its line in your token settings, Configure SSO.";
  if (/IP allow list/i.test(words))
    return "Put this machine's address on the organisation's IP allow list, in its security settings.";
  if (/archived/i.test(words))
    return "Unarchive the repository in its settings, or take it out of the profile.";
  const rights = acceptedRights(answer) ?? `"${judging.right}"`;
  const where = judging.repository === null ? "" : ` for ${judging.repository}`;
  return `Give ${holderOf(judging)} the right ${rights}${where}, and try again.`;
}

/** What GitHub itself says would do: sets of rights, `;` between them, `,` within one. */
function acceptedRights({ headers }: Answered): string | null {
  const said = headers["x-accepted-github-permissions"];
  if (typeof said !== "string" || !/^[a-z_]+=[a-z]+([;,] ?[a-z_]+=[a-z]+)*$/.test(said)) return null;
  return said
    .split(/; ?/)
    .map((set) => set.split(/, ?/).map(rightNamed).join(" and "))
    .join(" or ");
}

function rightNamed(permission: string): string {
  const [name = "", level = ""] = permission.split("=");
  const words = name === "statuses" ? "commit statuses" : name.replaceAll("_", " ");
  return `"${words.charAt(0).toUpperCase()}${words.slice(1)}: ${level}"`;
}
