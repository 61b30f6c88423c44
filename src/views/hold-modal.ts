import type { InputBlock } from "@slack/types";
import type { Profile } from "../domain/profile.ts";
import type { View } from "./blocks.ts";
import { context, input, modal, option, section, textInput } from "./blocks.ts";
import { DEPLOYMENT_FORMS } from "./deployment-actions.ts";
import { placeSelect } from "./deployment-modals.ts";
import { duration } from "./text.ts";

const LENGTHS = [30, 60, 120, 240, 480] as const;

/** Answers: `place` is `service/environment`, `minutes` how long, and `why`, which whoever is held back reads. */
export function lockModal(
  profile: Profile,
  prefill: { readonly service: string | null; readonly environment: string | null },
): View {
  const place = placeSelect(profile, prefill);
  return modal({
    callback: DEPLOYMENT_FORMS.lock,
    title: "Lock",
    submit: "Lock",
    metadata: "{}",
    blocks:
      place === null
        ? [section("The manual names nothing that is deployed from here.")]
        : [
            input("place", "What is locked?", place),
            input("minutes", "For how long?", lengths(profile)),
            input("why", "Why?", textInput("several", { max: 1000 }), {
              hint: "Whoever is held back reads it.",
            }),
            context(
              "Only you deploy there meanwhile. You are reminded before it ends, and it ends by itself.",
            ),
          ],
  });
}

/** In minutes; the manual's usual length stands in it already. */
function lengths({ delivery }: Profile): InputBlock["element"] {
  const usual = Math.max(1, Math.round(delivery.lockMs.usual / 60_000));
  const minutes = [...new Set([usual, ...LENGTHS])].toSorted((a, b) => a - b);
  const options = minutes.map((one) => option(duration(one * 60_000), String(one)));
  const initial = options.find(({ value }) => value === String(usual));
  return { type: "static_select", options, ...(initial === undefined ? {} : { initial_option: initial }) };
}
