import type { Effect } from "../domain/effect.ts";
import type { Profile } from "../domain/profile.ts";

/** What an effect was to do, as the end of "Not done: …". Slack mrkdwn of our own making; no text from people. */
export function what(effect: Effect, profile: Profile): string {
  switch (effect.kind) {
    case "create-channel":
      return "make the incident channel";
    case "set-topic":
      return "set the channel's topic";
    case "add-bookmark":
      return "add a bookmark to the channel";
    case "invite":
      return invitation(effect, profile);
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
      return `page ${policyName(effect)}`;
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

function policyName(effect: Extract<Effect, { kind: "page" }>): string {
  return effect.target.kind === "pagerduty"
    ? `the PagerDuty policy ${effect.target.policy}`
    : `the escalation policy ${effect.policy}`;
}

function invitation(effect: Extract<Effect, { kind: "invite" }>, profile: Profile): string {
  const { who } = effect;
  switch (who.kind) {
    case "person":
      return `bring <@${who.user}> into the channel`;
    case "on-call":
      return `bring whoever is on call for ${who.policy} into the channel`;
    case "group":
      return `bring everybody of ${profile.people.find((group) => group.key === who.group)?.key ?? who.group} into the channel`;
  }
}
