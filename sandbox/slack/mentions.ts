import type { Workspace } from "./workspace.ts";

/** What a person typed as Slack passes it on: `&<>` escaped, then known @names, #names, links and addresses marked up. */
export function escapeTyped(text: string, workspace: Workspace): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return escaped
    .split(/(\s+)/)
    .map((word) => marked(word, workspace))
    .join("");
}

function marked(word: string, workspace: Workspace): string {
  if (/^https?:\/\/\S/.test(word)) return `<${word}>`;
  if (/[\w.+-]@[\w-]+\.\w/.test(word)) {
    return word.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/, (address) => `<mailto:${address}|${address}>`);
  }
  return word
    .replace(/(?<!\w)@([\w.-]*\w)/g, (typed, name: string) => person(workspace, name) ?? typed)
    .replace(/(?<![\w&])#([\p{L}\p{N}_-]+)/gu, (typed, name: string) => channel(workspace, name) ?? typed);
}

function person(workspace: Workspace, name: string): string | null {
  const user = workspace.user(name);
  if (user !== null) return `<@${user.id}|${user.name}>`;
  const group = workspace.groups.all().find((it) => it.handle === name);
  return group === undefined ? null : `<!subteam^${group.id}|@${group.handle}>`;
}

/** The name of a private channel is not told. */
function channel(workspace: Workspace, name: string): string | null {
  const found = workspace.channel(name);
  if (found === null) return null;
  return `<#${found.id}|${found.kind === "private" ? "" : found.name}>`;
}
