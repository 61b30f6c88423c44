/** Reading JSON whose shape nobody vouches for. */
export type Json = Record<string, unknown>;

/** True for objects that are neither null nor a list. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The property as an object, or an empty one. */
export function child(value: Json, key: string): Json {
  const found = value[key];
  return isJson(found) ? found : {};
}

/** The property as a list of objects; other members are left out. */
export function children(value: Json, key: string): Json[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isJson) : [];
}

/** The property if it is a string, else null. */
export function textOf(value: Json, key: string): string | null {
  const found = value[key];
  return typeof found === "string" ? found : null;
}

/** JSON text as a value, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
