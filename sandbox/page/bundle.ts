import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export type Asset = { readonly body: string; readonly tag: string };
export type Bundle = { readonly script: Asset; readonly style: Asset };

let bundled: Promise<Bundle> | null = null;

/** The page's script and style, built once a process and kept in memory; rejects with esbuild's own message. */
export function bundle(): Promise<Bundle> {
  bundled ??= buildClient();
  return bundled;
}

async function buildClient(): Promise<Bundle> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL("./client/main.tsx", import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const text = (ending: string) => built.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return { script: asset(text(".js")), style: asset(text(".css")) };
}

function asset(body: string): Asset {
  return { body, tag: `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"` };
}
