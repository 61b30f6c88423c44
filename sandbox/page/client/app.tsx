import { type ReactElement, useCallback, useState, useSyncExternalStore } from "react";
import type { PageState } from "../state.ts";
import { actThrough } from "./act.ts";
import { Banners } from "./banners.tsx";
import { NamesContext, useNamesOf } from "./blocks/names.ts";
import { ChannelView } from "./channel-view.tsx";
import { Home } from "./home.tsx";
import { Modal } from "./modal.tsx";
import { type Page, PageContext, usePage } from "./page-context.ts";
import { goTo } from "./place.ts";
import { Sidebar } from "./sidebar.tsx";
import { Strip, type StripState, useStrip } from "./strip.tsx";
import { useTheme } from "./theme.ts";
import { Thread } from "./thread.tsx";
import { Toasts, useToasts } from "./toasts.tsx";
import { useUnread } from "./unread.ts";
import type { World } from "./world.ts";

export function App({ world }: { world: World }): ReactElement {
  const { state, home, connected } = useSyncExternalStore(world.subscribe, world.seen);
  if (state !== null) return <Workspace key={state.you.id} state={state} home={home} connected={connected} />;
  return (
    <p className="loading">
      {connected ? "Opening the sandbox…" : "The sandbox does not answer. Is it still running?"}
    </p>
  );
}

type Props = { readonly state: PageState; readonly home: boolean; readonly connected: boolean };

/** One person's window. Switching persons makes a new one, so nothing half-written leaks from one to the other. */
function Workspace({ state, home, connected }: Props): ReactElement {
  const { theme, toggle } = useTheme();
  const { toasts, toast } = useToasts();
  const [thread, setThread] = useState<{ channel: string | null; ts: string } | null>(null);
  const [drawer, setDrawer] = useState(false);
  const you = state.you.id;
  const go = useCallback(
    (channel: string | null) => {
      setDrawer(false);
      goTo(you, channel);
    },
    [you],
  );
  const openThread = (ts: string | null) => setThread(ts === null ? null : { channel: state.channel, ts });
  const page: Page = { state, theme, toast, openThread, go, act: actThrough(toast) };
  const shownThread = thread !== null && thread.channel === state.channel && !home ? thread.ts : null;
  const view = state.views.at(-1);
  return (
    <PageContext value={page}>
      <NamesContext value={useNamesOf(state, theme, go)}>
        <Columns
          home={home}
          connected={connected}
          thread={shownThread}
          drawer={{ open: drawer, set: setDrawer }}
          onTheme={toggle}
        />
        {view !== undefined && <Modal key={view.id} shown={view} />}
        <Toasts toasts={toasts} />
      </NamesContext>
    </PageContext>
  );
}

type ColumnsProps = {
  readonly home: boolean;
  readonly connected: boolean;
  readonly thread: string | null;
  /** On a phone the sidebar is a drawer. */
  readonly drawer: { readonly open: boolean; set(open: boolean): void };
  readonly onTheme: () => void;
};

function Columns({ home, connected, thread, drawer, onTheme }: ColumnsProps): ReactElement {
  const { state, theme } = usePage();
  const strip = useStrip();
  const unread = useUnread(state, home);
  const showMenu = () => drawer.set(true);
  const hideMenu = () => drawer.set(false);
  return (
    <div className={classesOf(drawer.open, strip, thread)}>
      <Sidebar home={home} unread={unread} theme={theme} onTheme={onTheme} onClose={hideMenu} />
      {drawer.open && (
        <button type="button" className="scrim" aria-label="Close the sidebar" onClick={hideMenu} />
      )}
      <main className="main">
        <Banners connected={connected} />
        {home ? (
          <Home onMenu={showMenu} strip={strip} />
        ) : (
          <ChannelView key={state.channel} unread={unread} thread={thread} onMenu={showMenu} strip={strip} />
        )}
      </main>
      {thread !== null && <Thread key={thread} ts={thread} />}
      {strip.open && <Strip onClose={strip.toggle} />}
    </div>
  );
}

function classesOf(drawer: boolean, strip: StripState, thread: string | null): string {
  return `window ${drawer ? "drawer-open" : ""} ${strip.open ? "strip-open" : ""} ${thread === null ? "" : "thread-open"}`;
}
