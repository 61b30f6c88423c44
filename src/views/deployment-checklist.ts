import type { Deployment } from "../domain/deployment/deployment.ts";
import type { Block } from "./blocks.ts";
import { button, context, section, within } from "./blocks.ts";
import { DEPLOYMENT_ACTIONS } from "./deployment-actions.ts";
import { date, person, plural, say } from "./text.ts";

// The checklist: who ticked what. One button for each item, so that two people who tick at once undo nothing.

/** With buttons while it can be ticked; what does not fit comes up as the others are ticked. */
export function checklistBlocks(deployment: Deployment, room: number): readonly Block[] {
  const { checklist, phase, number } = deployment;
  // A dry run names what is left of it among what it would wait for.
  if (checklist.length === 0 || phase === "shown" || room < 400) return [];
  const isOpen = phase === "waiting" || phase === "queued";
  const items = checklist.map((item, index) => ({ item, index }));
  const left = items.filter(({ item }) => item.ticked === null);
  const done = items.length - left.length;
  const title = section(`*Checklist*: ${done} of ${items.length} ticked`);
  const groups = (isOpen ? openFirst(items) : items).map(({ item, index }) => [
    row(item, index, number, isOpen),
  ]);
  const { blocks, left: hidden } = within(groups, room - 300);
  const more =
    hidden === 0
      ? []
      : [context(`${plural(hidden, "more item", "more items")}; the next come up as these are ticked.`)];
  return [title, ...blocks, ...more];
}

type Numbered = { readonly item: Deployment["checklist"][number]; readonly index: number };

function openFirst(items: readonly Numbered[]): readonly Numbered[] {
  const isLeft = ({ item }: Numbered) => item.ticked === null;
  return [...items.filter(isLeft), ...items.filter((one) => !isLeft(one))];
}

function row({ text, ticked }: Numbered["item"], index: number, number: number, isOpen: boolean): Block {
  const words = say(text, 250);
  const line = ticked === null ? `◻️ ${words}` : `☑️ ${words}\n_${person(ticked.by)} ${date(ticked.at)}_`;
  if (!isOpen) return section(line);
  const on = ticked === null;
  const accessory = button(
    on ? "Tick" : "Untick",
    DEPLOYMENT_ACTIONS.tick,
    `${number} ${index} ${on ? "on" : "off"}`,
  );
  return { ...section(line), accessory };
}
