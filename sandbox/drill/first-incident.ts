import type { Promises } from "./promises.ts";
import type { Scene } from "./scene.ts";
import { cardOf, channelOf, idOf, messagesIn, texts } from "./sight.ts";

/** An incident to which people come at once: declared, worked on in the manual's own words, and ended. */
export async function playFirst(scene: Scene, promises: Promises): Promise<void> {
  await declare(scene, promises);
  const channel = channelOf(scene.standIns, 1);
  await work(scene, promises, channel);
  await end(scene, promises, channel);
}

async function declare(scene: Scene, promises: Promises): Promise<void> {
  const { standIns } = scene;
  const worst = promises.severities[0]?.label ?? "";
  scene.title(`Somebody declares: ${worst}`);
  const { answer } = await scene.declare("amara", "Checkout fails", worst);
  await scene.promise("the declarer is told the incident's name", () => answer.includes("INC-1"));
  await scene.promise(
    "nobody is said to be paged before PagerDuty accepted",
    () => !/\bpaged\b/iu.test(answer),
  );
  const channel = channelOf(standIns, 1);
  const there = () => standIns.slack.channel(channel);
  await scene.promise(
    "the incident has a channel named after it",
    () => there()?.name === "inc-1-checkout-fails",
  );
  await scene.promise("its topic names the severity", () => there()?.topic.includes(worst) ?? false);
  await scene.promise("one card is pinned in it", () => there()?.pins.length === 1);
  await scene.promise(
    "the declarer is in it",
    () => there()?.members.includes(idOf(standIns, "amara")) ?? false,
  );
  for (const title of promises.links)
    await scene.promise(
      `the bookmark "${title}" is in it`,
      () => there()?.bookmarks.some((bookmark) => bookmark.title === title) ?? false,
    );
  await scene.promise(
    `it is announced once in #${promises.announcements}`,
    () =>
      texts(standIns, promises.announcements).filter((text) => text.includes("Checkout fails")).length === 1,
  );
  if (promises.severities[0]?.page === true) {
    await scene.promise(
      "PagerDuty accepted exactly one page",
      () => standIns.pagerduty.incidents().length === 1,
    );
    await scene.promise("the channel is told that it was accepted", () =>
      texts(standIns, channel).some((text) => /PagerDuty accepted/iu.test(text)),
    );
    await scene.promise("the card shows whom PagerDuty's log says it has notified", () =>
      /notified/iu.test(cardOf(standIns, channel)),
    );
  }
  scene.read(promises.announcements);
  scene.read(channel);
}

async function work(scene: Scene, promises: Promises, channel: string): Promise<void> {
  const { standIns } = scene;
  scene.title("People work on it, in the manual's own words");
  const [role] = promises.roles;
  if (role !== undefined) {
    await scene.command("ben", channel, `take ${role.key}`);
    await scene.promise(`the card names who holds ${role.name}`, () =>
      cardOf(standIns, channel).includes(idOf(standIns, "ben")),
    );
  }
  await scene.command("ben", channel, "note The deploy of 14:02 changed the database pool");
  for (const status of promises.statuses.filter(
    ({ phase }) => phase === "acknowledged" || phase === "mitigated",
  )) {
    await scene.command("ben", channel, `status "${status.label}" on it`);
    await scene.promise(`the card says ${status.label}`, () =>
      cardOf(standIns, channel).toLowerCase().includes(status.label.toLowerCase()),
    );
  }
  const pinned = standIns.slack.channel(channel)?.pins[0];
  await scene.promise(
    "the card is still one message",
    () => messagesIn(standIns, channel).filter(({ ts }) => ts === pinned).length === 1,
  );
  scene.read(channel);
}

const PARTS = [
  "Summary",
  "Impact",
  "Participants",
  "Timeline",
  "Root cause",
  "Contributing factors",
  "Action items",
  "Lessons",
];

async function end(scene: Scene, promises: Promises, channel: string): Promise<void> {
  const { standIns } = scene;
  scene.title("It ends");
  await scene.command("ben", channel, "resolve The pool is back to its old size");
  if (promises.severities[0]?.page === true)
    await scene.promise("the page is resolved in PagerDuty too", () =>
      standIns.pagerduty.incidents().every((incident) => incident.status === "resolved"),
    );
  const timeline = await scene.command("amara", channel, "timeline");
  await scene.promise("the timeline has the note", () => timeline.includes("database pool"));
  await scene.command("amara", channel, "postmortem");
  for (const part of PARTS) {
    await scene.promise(`the post-mortem draft shown in the channel has "${part}"`, () =>
      texts(standIns, channel).some(
        (text) => text.includes("Post-mortem") && text.toLowerCase().includes(part.toLowerCase()),
      ),
    );
  }
  await scene.promise("the draft is a file in the channel", () =>
    messagesIn(standIns, channel).some(({ files }) => files.some(({ name }) => name.endsWith(".md"))),
  );
  await scene.command("amara", channel, "close");
  await scene.time.settled();
  scene.read(channel);
}

/** One of each other severity, over at once. */
export async function playOthers(scene: Scene, promises: Promises): Promise<void> {
  const { slack, pagerduty } = scene.standIns;
  scene.title("The other severities page, or do not, as the manual says");
  for (const { label, page } of promises.severities.slice(1)) {
    const before = pagerduty.incidents().length;
    const { number } = await scene.declare("chidi", `Trouble of ${label}`, label);
    const channel = channelOf(scene.standIns, number);
    await scene.promise(`${label}: the channel is there`, () => slack.channel(channel)?.pins.length === 1);
    await scene.promise(
      `${label}: ${page ? "pages once" : "pages nobody"}`,
      () => pagerduty.incidents().length === before + (page ? 1 : 0),
    );
    await scene.command("chidi", channel, "resolve It was a drill");
    await scene.time.settled();
  }
}
