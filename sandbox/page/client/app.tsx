import { type ReactElement, useState, useSyncExternalStore } from "react";
import type { Deed } from "../deed.ts";
import type { PageState } from "../state.ts";
import { Banners } from "./banners.tsx";
import { ChannelView } from "./channel-view.tsx";
import { perform } from "./deeds.ts";
import { Home } from "./home.tsx";
import { Modal } from "./modal.tsx";
import { type Page, PageContext } from "./page-context.ts";
import { goTo } from "./place.ts";
import { Sidebar } from "./sidebar.tsx";
import { Strip, useStrip } from "./strip.tsx";
import { useTheme } from "./theme.ts";
import { Thread } from "./thread.tsx";
import { Toasts, useToasts } from "./toasts.tsx";
import { useUnread } from "./unread.ts";
import type { World } from "./world.ts";

export function App({ world }: { world: World }): ReactElement {
  const { state, home, connected } = useSyncExternalStore(world.subscribe, world.seen);
  if (state === null)
    return (
      <p className="loading">
        {connected ? "Opening the sandbox…" : "The sandbox does not answer. Is it still running?"}
      </p>
    );
  return <Workspace key={state.you.id} state={state} home={home} connected={connected} />;
}

type Props = { readonly state: PageState; readonly home: boolean; readonly connected: boolean };

/** A command that failed is told in the channel, a submit in the form; a press has no place of its own. */
function isTold(deed: Deed): boolean {
  return deed.do === "command" || deed.do === "submit";
}

/** One person's window. Switching persons makes a new one, so nothing half-written leaks from one to the other. */
function Workspace({ state, home, connected }: Props): ReactElement {
  const { theme, toggle } = useTheme();
  const { toasts, toast } = useToasts();
  const [thread, setThread] = useState<{ channel: string | null; ts: string } | null>(null);
  const [drawer, setDrawer] = useState(false);
  const strip = useStrip();
  const unread = useUnread(state, home);
  const openThread = thread !== null && thread.channel === state.channel && !home ? thread.ts : null;

  const page: Page = {
    state,
    theme,
    toast,
    openThread: (ts) => setThread(ts === null ? null : { channel: state.channel, ts }),
    go: (channel) => {
      setDrawer(false);
      goTo(state.you.id, channel);
    },
    act: async (deed) => {
      try {
        const reply = await perform(deed);
        if (reply === null || (reply.status >= 200 && reply.status < 300)) return true;
        if (!isTold(deed))
          toast(`Tocsin did not take it (${reply.status || "no answer"}). Nothing may have happened.`);
      } catch (error) {
        toast(error instanceof Error ? error.message : String(error));
      }
      return false;
    },
  };
  const view = state.views.at(-1);
  const classes = [
    "window",
    drawer ? "drawer-open" : "",
    strip.open ? "strip-open" : "",
    openThread === null ? "" : "thread-open",
  ];
  return (
    <PageContext value={page}>
      <div className={classes.join(" ")}>
        <Sidebar
          home={home}
          unread={unread}
          theme={theme}
          onTheme={toggle}
          onClose={() => setDrawer(false)}
        />
        {drawer && (
          <button
            type="button"
            className="scrim"
            aria-label="Close the sidebar"
            onClick={() => setDrawer(false)}
          />
        )}
        <main className="main">
          <Banners connected={connected} />
          {home ? (
            <Home onMenu={() => setDrawer(true)} strip={strip} />
          ) : (
            <ChannelView
              key={state.channel}
              unread={unread}
              thread={openThread}
              onMenu={() => setDrawer(true)}
              strip={strip}
            />
          )}
        </main>
        {openThread !== null && <Thread key={openThread} ts={openThread} />}
        {strip.open && <Strip onClose={strip.toggle} />}
      </div>
      {view !== undefined && <Modal key={view.id} shown={view} />}
      <Toasts toasts={toasts} />
    </PageContext>
  );
}
