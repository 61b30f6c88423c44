import type { ReactElement } from "react";
import type { PageState } from "../state.ts";
import { nameOf } from "./format.ts";
import { Icon } from "./icons.tsx";

/** Initials on a colour that stays the same for a person; the bot has its bell. */
export function Avatar({
  user,
  state,
  size = 36,
}: {
  user: string;
  state: PageState;
  size?: number;
}): ReactElement {
  const isBot = user === state.botUserId;
  const hue = hueOf(user, state);
  return (
    <span
      className={isBot ? "avatar avatar-bot" : "avatar"}
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.42,
        ...(isBot ? {} : { background: `hsl(${hue} 48% 42%)` }),
      }}
    >
      {isBot ? <Icon name="bell" size={size * 0.6} /> : initials(nameOf(user, state))}
    </span>
  );
}

/** Spread over the circle by place in the list, so that no two people of a small team look alike. */
function hueOf(user: string, state: PageState): number {
  const place = state.users.findIndex(({ id }) => id === user);
  return (210 + Math.max(0, place) * 137.5) % 360;
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
}
