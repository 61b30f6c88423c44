import { isJson, type Json, parseJson } from "./json.ts";
import { refuseArgument } from "./refused.ts";

/** Arguments of a Web API call: JSON as it came, forms as text, with complex values as JSON text. */
export class Args {
  readonly values: Json;

  constructor(values: Json) {
    this.values = values;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
  }

  need(name: string): string {
    const value = this.text(name);
    return value === undefined || value === "" ? refuseArgument(`missing required field: ${name}`) : value;
  }

  flag(name: string, absent = false): boolean {
    const value = this.values[name];
    return value === undefined || value === ""
      ? absent
      : value === true || value === "true" || value === "1" || value === 1;
  }

  number(name: string, absent: number): number {
    const value = this.text(name);
    return value === undefined || value === "" ? absent : Number(value);
  }

  /** Comma separated, a JSON list, or a list. */
  list(name: string): string[] {
    const value = this.structure(name);
    const members = Array.isArray(value) ? value.map(String) : (this.text(name) ?? "").split(",");
    return members.map((member) => member.trim()).filter((member) => member !== "");
  }

  /** A list or an object; JSON text is read. Undefined when absent; unreadable text stays text. */
  structure(name: string): unknown {
    const value = this.values[name];
    if (typeof value !== "string") return value;
    return value === "" ? undefined : (parseJson(value) ?? value);
  }

  object(name: string): Json | undefined {
    const value = this.structure(name);
    return isJson(value) ? value : undefined;
  }
}
