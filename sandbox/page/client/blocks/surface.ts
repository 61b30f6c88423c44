import { createContext, useContext } from "react";
import type { Element } from "./block-kit.ts";
import type { Value, Values } from "./values.ts";

/** What blocks stand on: a message, a modal or Home. Elements read and write through it. */
export type Surface = {
  readonly values: Values;
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>;
  set(block: string, element: Element, value: Value): void;
  /** Tells the bot what was pressed or chosen; resolves when it has answered. Buttons have no value. */
  act(blockId: string | undefined, element: Element, value: Value | undefined): Promise<void>;
};

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error("useSurface is for blocks inside a message, a modal or Home");
  return surface;
}
