import type { StandIns } from "../stand-ins.ts";
import type { Promises } from "./promises.ts";
import { Scene, said } from "./scene.ts";

/** Plays one incident of the worst severity from its declaration to its post-mortem, then one of each other severity. */
export async function playDrill(
  standIns: StandIns,
  promises: Promises,
  print: (line: string) => void,
): Promise<boolean> {
  const scene = new Scene(standIns, print);
  print(`Drill of ${promises.organisation}, by ${promises.manual}`);
  const worst = promises.severities[0]?.label ?? "";
  await declare(scene, standIns, promises, worst);
  const channel = channelOf(standIns, 1);
  await work(scene, standIns, promises, channel);
  await end(scene, standIns, promises, channel);
  await others(scene, standIns, promises);
  return scene.score();
}

async function declare(scene: Scene, standIns: StandIns, promises: Promises, worst: string): Promise<void> {
  const { slack, pagerduty } = standIns;
  scene.title(`Somebody declares: ${worst}`);
  const answer = await scene.command("amara", "general", `declare "Checkout fails" --severity "${worst}"`);
  await scene.promise("the declarer is told the incident's name", () => answer.includes("INC-1"));
  await scene.promise(
    "nobody is said to be paged before PagerDuty accepted",
    () => !/\bpaged\b/iu.test(answer),
  );
  await scene.promise(
    "the incident has a channel named after it",
    () => slack.channel("inc-1-checkout-fails") !== null,
  );
  const channel = channelOf(standIns, 1);
  const there = () => slack.channel(channel);
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
    () => announced(standIns, promises, "Checkout fails") === 1,
  );
  if (promises.severities[0]?.page === true) {
    await scene.promise("PagerDuty accepted exactly one page", () => pagerduty.incidents().length === 1);
    await scene.promise("the channel is told that it was accepted", () =>
      texts(standIns, channel).some((text) => /PagerDuty accepted/iu.test(text)),
    );
  }
  scene.read(promises.announcements);
  scene.read(channel);
}

async function work(scene: Scene, standIns: StandIns, promises: Promises, channel: string): Promise<void> {
  const { slack } = standIns;
  scene.title("People work on it, in the manual's own words");
  await slack.join({ user: "ben", channel });
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
  await scene.promise(
    "the card is still one message",
    () =>
      slack
        .messages(slack.channel(channel)?.id ?? "")
        .filter((message) => message.ts === slack.channel(channel)?.pins[0]).length === 1,
  );
  scene.read(channel);
}

async function end(scene: Scene, standIns: StandIns, promises: Promises, channel: string): Promise<void> {
  const { slack, pagerduty } = standIns;
  scene.title("It ends");
  await scene.command("ben", channel, "resolve The pool is back to its old size");
  if (promises.severities[0]?.page === true)
    await scene.promise("the page is resolved in PagerDuty too", () =>
      pagerduty.incidents().every((incident) => incident.status === "resolved"),
    );
  const timeline = await scene.command("amara", channel, "timeline");
  await scene.promise("the timeline has the note", () => timeline.includes("database pool"));
  await scene.command("amara", channel, "postmortem");
  for (const part of [
    "Summary",
    "Impact",
    "Participants",
    "Timeline",
    "Root cause",
    "Contributing factors",
    "Action items",
    "Lessons",
  ]) {
    await scene.promise(`the post-mortem draft shown in the channel has "${part}"`, () =>
      texts(standIns, channel).some(
        (text) => text.includes("Post-mortem") && text.toLowerCase().includes(part.toLowerCase()),
      ),
    );
  }
  await scene.promise("the draft is a file in the channel", () =>
    slack
      .messages(slack.channel(channel)?.id ?? "")
      .some((message) => message.files.some((file) => file.name.endsWith(".md"))),
  );
  await scene.command("amara", channel, "close");
  scene.read(channel);
}

async function others(scene: Scene, standIns: StandIns, promises: Promises): Promise<void> {
  const { slack, pagerduty } = standIns;
  scene.title("The other severities page, or do not, as the manual says");
  let number = 1;
  for (const { label, page } of promises.severities.slice(1)) {
    number += 1;
    const before = pagerduty.incidents().length;
    await scene.command("chidi", "general", `declare "Trouble of ${label}" --severity "${label}"`);
    await scene.promise(`${label}: the channel is there`, () =>
      slack.channels().some((one) => one.name.startsWith(`inc-${number}-`) && one.pins.length === 1),
    );
    await scene.promise(
      `${label}: ${page ? "pages once" : "pages nobody"}`,
      () => pagerduty.incidents().length === before + (page ? 1 : 0),
    );
  }
}

function channelOf({ slack }: StandIns, number: number): string {
  return slack.channels().find((channel) => channel.name.startsWith(`inc-${number}-`))?.name ?? "";
}

function idOf({ slack }: StandIns, name: string): string {
  return slack.users().find((user) => user.name === name)?.id ?? name;
}

function texts({ slack }: StandIns, channel: string): string[] {
  const id = slack.channel(channel)?.id;
  return id === undefined ? [] : slack.messages(id).map((message) => said(message));
}

function cardOf({ slack }: StandIns, channel: string): string {
  const at = slack.channel(channel);
  const card = slack.messages(at?.id ?? "").find((message) => message.ts === at?.pins[0]);
  return card === undefined ? "" : said(card);
}

function announced(standIns: StandIns, promises: Promises, title: string): number {
  return texts(standIns, promises.announcements).filter((text) => text.includes(title)).length;
}
