import type { Fault, Faults } from "../faults.ts";
import type { Reply } from "../slack/world.ts";
import type { Deed } from "./deed.ts";
import type { Scene } from "./snapshot.ts";

/** Does it in the stand-ins' worlds. Null when there is no answer of the bot to tell of. Rejects when it cannot be done. */
export async function perform(scene: Scene, deed: Deed): Promise<Reply | null> {
  const { slack, pagerduty, github, faults } = scene;
  switch (deed.do) {
    case "command":
      return slack.command({ user: deed.user, channel: deed.channel, ...splitCommand(deed.text) });
    case "act":
      return slack.act(deed);
    case "submit":
      return slack.submit(deed);
    case "close-view":
      return nothing(slack.closeView(deed));
    case "message-shortcut":
      return slack.messageShortcut(deed);
    case "global-shortcut":
      return slack.globalShortcut(deed);
    case "say":
      return nothing(slack.say(deed));
    case "pin":
      return nothing(slack.pin(deed));
    case "join":
      return nothing(slack.join(deed));
    case "open-home":
      return nothing(slack.openHome(deed.user));
    case "fault":
      return nothing(replaceFault(faults, deed.fault));
    case "clear-faults":
      return nothing(deed.only === undefined ? faults.clear() : withoutFault(faults, deed.only));
    case "acknowledge-page":
      return nothing(pagerduty.acknowledge(deed.id, deed.by));
    case "resolve-page":
      return nothing(pagerduty.resolve(deed.id, deed.by));
    case "run":
      return nothing(github[deed.how](deed.id));
  }
}

async function nothing(done: unknown): Promise<null> {
  await done;
  return null;
}

function splitCommand(line: string): { command: string; text: string } {
  const [command = "", ...rest] = line.trim().split(/\s/);
  return { command, text: rest.join(" ") };
}

/** One fault a vendor: two at once would hide each other, and the banner would lie about which one hits. */
function replaceFault(faults: Faults, fault: Fault): void {
  faults.clear(fault.vendor);
  faults.add(fault);
}

function withoutFault(faults: Faults, unwanted: Fault): void {
  const kept = faults
    .list()
    .filter(
      (fault) => fault.vendor === unwanted.vendor && JSON.stringify(fault) !== JSON.stringify(unwanted),
    );
  faults.clear(unwanted.vendor);
  for (const fault of kept) faults.add(fault);
}
