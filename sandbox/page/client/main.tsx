import "slack-blocks-to-jsx/dist/style.css";
import "./theme.css";
import "./layout.css";
import "./message.css";
import "./composer.css";
import "./blocks/blocks.css";
import "./dialog.css";
import "./strip.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { applyTheme, chosenTheme } from "./theme.ts";
import { createWorld } from "./world.ts";

applyTheme(chosenTheme());
const mount = document.getElementById("page");
if (mount !== null) createRoot(mount).render(<App world={createWorld()} />);
