import type { Effect } from "../domain/effect.ts";
import type { SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { Views } from "./ports.ts";

/**
 * What an effect was to do, as the end of "Not done: …". Slack mrkdwn of our own making; no text from people.
 * `whom` narrows an invitation to those it failed for.
 */
export function what(
  effect: Effect,
  profile: Profile,
  views: Pick<Views, "whom">,
  whom: readonly SlackUserId[] = [],
): string {
  switch (effect.kind) {
    case "create-channel":
      return "make the incident channel";
    case "set-topic":
      return "set the channel's topic";
    case "add-bookmark":
      return `add the bookmark ${effect.title.replaceAll(/[<>&]/gu, "")} to the channel`;
    case "invite":
      return invitation(effect, profile, whom);
    case "post-card":
      return "post the incident card";
    case "refresh-card":
      return "keep the incident card up to date";
    case "pin-card":
      return "pin the incident card";
    case "announce":
      return "announce the incident";
    case "refresh-announcement":
      return "keep the announcement up to date";
    case "post":
      return effect.to.kind === "person"
        ? `tell <@${effect.to.user}> by direct message`
        : effect.to.kind === "announcements"
          ? "post in the announcements channel"
          : "post in the incident channel";
    case "page":
      return `page ${views.whom(effect.target, effect.policy, profile)}${effect.again === null ? "" : " on a second way"}`;
    case "summon":
      return `tell ${views.whom(effect.target, "", profile)} by direct message`;
    case "acknowledge-page":
      return "acknowledge the page in PagerDuty, which may go on calling people";
    case "resolve-page":
      return "resolve the page in PagerDuty, which may go on calling people";
    case "show-postmortem":
      return "show the post-mortem draft";
    case "share-postmortem":
      return "share the post-mortem draft as a file";
    case "retry":
      return "try again";
  }
}

function invitation(
  { who }: Extract<Effect, { kind: "invite" }>,
  profile: Profile,
  whom: readonly SlackUserId[],
): string {
  const named = whom.slice(0, 8).map((user) => `<@${user}>`);
  const more = whom.length > named.length ? ` and ${whom.length - named.length} more` : "";
  const those = named.length === 0 ? null : `${named.join(", ")}${more}`;
  switch (who.kind) {
    case "person":
      return `bring <@${who.user}> into the channel`;
    case "on-call":
      return `bring ${those ?? "whoever is"} on call for ${who.policy} into the channel`;
    case "group":
      return `bring ${those ?? "everybody"} of ${profile.people.find((group) => group.key === who.group)?.key ?? who.group} into the channel`;
  }
}
