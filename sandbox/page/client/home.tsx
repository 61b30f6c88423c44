import { type ReactElement, useEffect, useState } from "react";
import { Avatar } from "./avatar.tsx";
import { asBlocks, asView } from "./blocks/block-kit.ts";
import { Blocks } from "./blocks/blocks.tsx";
import { SurfaceContext } from "./blocks/surface.ts";
import { allValues, type Values } from "./blocks/values.ts";
import { MenuButton, StripButton } from "./channel-header.tsx";
import { viewSurface } from "./modal.tsx";
import { usePage } from "./page-context.ts";
import type { StripState } from "./strip.tsx";

/** The app's Home, which the bot draws for each person when they open it. */
export function Home({ onMenu, strip }: { onMenu: () => void; strip: StripState }): ReactElement {
  const page = usePage();
  const { state, act, go } = page;
  const [edits, setEdits] = useState<Values>({});
  const you = state.you.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening is done once for a person, not on every change
  useEffect(() => void act({ do: "open-home", user: you }), [you]);
  const blocks = asBlocks(state.home === null ? [] : asView(state.home).blocks);
  const messages = state.channels.find(
    (channel) => channel.kind === "im" && channel.members.includes(state.botUserId),
  );
  const surface = viewSurface(page, { home: true }, allValues(blocks, edits), {}, (block, action, value) =>
    setEdits((before) => ({ ...before, [block]: { ...before[block], [action]: value } })),
  );
  return (
    <>
      <header className="channel-header">
        <div className="channel-line">
          <MenuButton onClick={onMenu} />
          <h1>
            <Avatar user={state.botUserId} state={state} size={26} /> Tocsin
          </h1>
          <div className="topic">Your incidents, and what waits for you</div>
          {messages !== undefined && (
            <button type="button" className="header-button" onClick={() => go(messages.id)}>
              Messages
            </button>
          )}
          <StripButton strip={strip} />
        </div>
      </header>
      <div className="home">
        {blocks.length === 0 ? (
          <p className="loading">
            {state.botReady ? "Tocsin has not drawn your Home yet." : "Tocsin is starting."}
          </p>
        ) : (
          <SurfaceContext value={surface}>
            <Blocks blocks={blocks} />
          </SurfaceContext>
        )}
      </div>
    </>
  );
}
