import type { StandIns } from "../stand-ins.ts";
import { playAnswered } from "./answered.ts";
import type { FastTime } from "./fast-time.ts";
import { playFirst, playOthers } from "./first-incident.ts";
import type { Promises } from "./promises.ts";
import { Scene } from "./scene.ts";
import { playUnanswered } from "./unanswered.ts";
import { playWithoutPagerDuty } from "./without-pagerduty.ts";
import { playWorse } from "./worse.ts";

/** Plays a manual's incidents one after another, in fast time. True when every promise was kept. */
export async function playDrill(
  standIns: StandIns,
  time: FastTime,
  promises: Promises,
  print: (line: string) => void,
): Promise<boolean> {
  const scene = new Scene(standIns, time, print);
  print(`Drill of ${promises.organisation}, by ${promises.manual}`);
  await playFirst(scene, promises);
  await playOthers(scene, promises);
  const { chain } = promises.worst;
  if (chain !== null) {
    await playUnanswered(scene, promises, chain);
    await playAnswered(scene, promises, chain);
    await playWorse(scene, promises, chain);
    await playWithoutPagerDuty(scene, promises, chain);
  }
  return scene.score();
}
