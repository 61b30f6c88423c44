import type { Deed } from "../deed.ts";

/** What the bot answered to a deed, or null when the deed asks nothing of the bot. */
export type Answered = { readonly status: number } | null;

/** Does one thing on the server. Rejects with a sentence for the person when it was not done. */
export async function perform(deed: Deed): Promise<Answered> {
  const answer = await post(deed);
  if (!answer.ok) throw new Error((await answer.text()).trim() || `The sandbox answered ${answer.status}.`);
  return ((await answer.json()) as { reply: Answered }).reply; // our own server's shape
}

async function post(deed: Deed): Promise<Response> {
  try {
    return await fetch("/page/do", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(deed),
    });
  } catch {
    throw new Error("The sandbox does not answer. Is it still running in your terminal?");
  }
}
