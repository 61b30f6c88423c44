import type { Effect, EffectKind } from "../src/domain/effect.ts";
import { queueOf } from "../src/engine/queue.ts";
import { what } from "../src/engine/what.ts";
import { pageWhom } from "../src/views/target-words.ts";
import { fromMrkdwn, heading, table } from "./markdown.ts";
import { ANNA, exampleProfile, NAMES, sampleEffectId, sampleIncident } from "./sample.ts";

type Entry<Kind extends EffectKind> = {
  readonly sample: Omit<Extract<Effect, { kind: Kind }>, "id">;
  /** By what the other side, or we, know it again. */
  readonly key: string;
  readonly again: string;
};

/** One entry for each kind; the compiler asks for a new one. */
const EFFECTS: { readonly [Kind in EffectKind]: Entry<Kind> } = {
  "create-channel": {
    sample: { kind: "create-channel" },
    key: "the channel's name",
    again:
      "Made again. When the name is taken, a channel of that name made by the bot since the first try is adopted; otherwise `-2`, `-3` … are tried.",
  },
  "set-topic": {
    sample: { kind: "set-topic" },
    key: "the channel",
    again: "Set again, to what is true by then.",
  },
  "add-bookmark": {
    sample: { kind: "add-bookmark", title: "Dashboard", url: "https://dashboard.example.com" },
    key: "the title, in the channel",
    again: "The channel's bookmarks are listed first, at every try; one of that title is enough.",
  },
  invite: {
    sample: { kind: "invite", who: { kind: "person", user: ANNA } },
    key: "the person, in the channel",
    again: "Invited again; *already in the channel* is success. One who cannot come keeps nobody else out.",
  },
  "post-card": {
    sample: { kind: "post-card" },
    key: "the effect's id in the message's metadata",
    again: "Looked for in the channel before it is posted again.",
  },
  "refresh-card": {
    sample: { kind: "refresh-card" },
    key: "the card's message",
    again: "Edited again, to what is true by then.",
  },
  "pin-card": {
    sample: { kind: "pin-card" },
    key: "the card's message",
    again: "Pinned again; *already pinned* is success.",
  },
  announce: {
    sample: { kind: "announce" },
    key: "the effect's id in the message's metadata",
    again: "Looked for in the channel before it is posted again. A private incident is not announced.",
  },
  "refresh-announcement": {
    sample: { kind: "refresh-announcement" },
    key: "the announcement's message",
    again: "Edited again, to what is true by then.",
  },
  post: {
    sample: {
      kind: "post",
      to: { kind: "incident-channel" },
      about: { type: "acknowledged", escalations: ["2"], settled: ["2"], page: null },
      by: { kind: "person", user: ANNA },
    },
    key: "the effect's id in the message's metadata",
    again:
      "What was said in the channel since the first try is read first; a message that carries the id is adopted. If Slack does not let the bot look, it posts: said twice does less harm than not said.",
  },
  page: {
    sample: {
      kind: "page",
      policy: "default",
      target: { kind: "pagerduty", policy: "on-call" },
      reason: null,
      again: null,
    },
    key: "the effect's id as `incident_key` (REST) or `dedup_key` (Events v2)",
    again:
      "By REST it is looked for by its key before it is sent again; *already exists* is success. What PagerDuty answered is read back before the card says *paged*. The second way of a page nobody was called for is an effect of its own, with a key of its own.",
  },
  summon: {
    sample: {
      kind: "summon",
      page: sampleEffectId("page"),
      target: { kind: "pagerduty", policy: "on-call" },
    },
    key: "the effect's id with the person's, in each message's metadata",
    again:
      "Each direct message, and the mention in the channel, is looked for before it is posted again. Whoever could not be reached is tried again without telling the others twice.",
  },
  "acknowledge-page": {
    sample: { kind: "acknowledge-page", page: sampleEffectId("page"), by: ANNA },
    key: "PagerDuty's incident; by Events v2 the page's `dedup_key`",
    again: "Set again; *already acknowledged* and *already resolved* are success.",
  },
  "resolve-page": {
    sample: { kind: "resolve-page", page: sampleEffectId("page") },
    key: "PagerDuty's incident; by Events v2 the page's `dedup_key`",
    again: "Set again; *already resolved* is success.",
  },
  "share-postmortem": {
    sample: { kind: "share-postmortem" },
    key: "a mark made from the effect's id, in the file's name",
    again: "A file of that name shared in the channel since the first try is adopted.",
  },
  "show-postmortem": {
    sample: { kind: "show-postmortem", by: { kind: "person", user: ANNA } },
    key: "the effect's id in the message's metadata",
    again: "Looked for in the channel before it is posted again.",
  },
  retry: {
    sample: { kind: "retry", effect: sampleEffectId("page"), hurried: false },
    key: "the effect it names",
    again:
      "Puts that effect back into its queue under its old id, so that keys at the other side stay the same.",
  },
};

const WORDS: Parameters<typeof what>[2] = {
  whom: (target, policy, profile) => pageWhom({ target, policy }, profile),
};

/** Text of `reference/effects.md`: what the bot does in the world, and what keeps it from doing it twice. */
export function effectsPage(): string {
  const profile = exampleProfile();
  const incident = sampleIncident(profile);
  const rows = Object.values(EFFECTS).map(({ sample, key, again }) => {
    const effect = { id: sampleEffectId(sample.kind), ...sample } as Effect; // each sample is of its own kind
    const words = fromMrkdwn(what(effect, profile, WORDS), NAMES);
    return [`\`${sample.kind}\``, words, `\`${queueOf(sample.kind)}\``, key, again];
  });
  const id = `\`${sampleEffectId("page").replace(incident.id, "<incident>")}/default\``;
  return [
    heading("Effects", "docs/reference-effects.ts and src/engine"),
    INTRODUCTION.replace("ID", id),
    table(["effect", "what it is to do", "queue", "known again by", "when it is tried again"], rows),
    AFTER,
  ].join("\n");
}

const INTRODUCTION = `
An effect is something the bot sets out to do in the world. It is stored in the same transaction as the decision that caused
it, carried out by a worker at least once, and called done only when the other side's receipt is stored. Its id,
\`<incident>/<version>/<kind>[/<what>]\`, for example ID, is the same however often it is tried.
`;

const AFTER = `
- An attempt is written down before it is made. Whoever finds it so after a crash knows that the call may have happened, and looks first.
- *Retry* keeps the other side's \`Retry-After\`. Pages are tried again after ½, 1, 2, 3, 5, 10, then every 15 seconds; everything
  else after 1, 2, 4, 8, 15, then every 30 seconds. After a day it waits for a person.
- A page that is not accepted after about 15 seconds, and anything else after about 30, is told in the incident's channel and
  stands on the card with *Waive* while it goes on by itself. A refusal is told at once, with *Try again* beside *Waive*.
- A page that stays unaccepted for longer than \`proof\` in the profile allows, that is refused, or for which PagerDuty's log
  shows no call, is not waited for: whom it was to wake is told by direct message, and a minute later the next step begins.
- Pages have a queue and workers of their own and never wait for Slack.
`;
