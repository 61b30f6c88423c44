import { Fragment, type ReactElement, useMemo } from "react";
import { type Block, blockKey, type Element } from "./block-kit.ts";
import { Display } from "./display.tsx";
import { BlockElement } from "./element.tsx";
import { InputBlock } from "./input-block.tsx";

/** Draws blocks in order; those with something to press are ours, runs of the others go to the display library. */
export function Blocks({ blocks }: { blocks: readonly Block[] }): ReactElement {
  const found = useMemo(() => runs(blocks), [blocks]);
  return (
    <div className="blocks">
      {found.map((run) =>
        run.kind === "display" ? (
          <Display key={`display-${run.from}`} blocks={run.blocks} />
        ) : (
          <Interactive
            key={`${run.block.type}-${blockKey(run.block, run.from)}`}
            block={run.block}
            index={run.from}
          />
        ),
      )}
    </div>
  );
}

type Run =
  | { readonly kind: "display"; readonly from: number; readonly blocks: Block[] }
  | { readonly kind: "interactive"; readonly from: number; readonly block: Block };

function runs(blocks: readonly Block[]): readonly Run[] {
  const found: Run[] = [];
  for (const [from, block] of blocks.entries()) {
    const last = found.at(-1);
    if (isInteractive(block)) found.push({ kind: "interactive", from, block });
    else if (last?.kind === "display") last.blocks.push(block);
    else found.push({ kind: "display", from, blocks: [block] });
  }
  return found;
}

function isInteractive(block: Block): boolean {
  if (block.type === "section") return block.accessory !== undefined && block.accessory.type !== "image";
  return block.type === "actions" || block.type === "input";
}

function Interactive({ block, index }: { block: Block; index: number }): ReactElement {
  const key = blockKey(block, index);
  if (block.type === "input") return <InputBlock block={block} name={key} />;
  if (block.accessory !== undefined)
    return <WithAccessory block={block} name={key} accessory={block.accessory} />;
  return (
    <div className="actions-block">
      {(block.elements ?? []).map((element, at) => (
        <Fragment key={element.action_id ?? at}>
          <BlockElement element={element} block={block} name={key} />
        </Fragment>
      ))}
    </div>
  );
}

function WithAccessory({
  block,
  name,
  accessory,
}: {
  block: Block;
  name: string;
  accessory: Element;
}): ReactElement {
  const text = useMemo(() => {
    const { accessory: _drawnByUs, ...rest } = block;
    return [rest];
  }, [block]);
  return (
    <div className="section-with-accessory">
      <Display blocks={text} />
      <div className="accessory">
        <BlockElement element={accessory} block={block} name={name} />
      </div>
    </div>
  );
}
