/** One mistake in a profile: where it is and the sentence that cures it. */
export type Fault = {
  readonly file: string;
  /** From 1; null when the file could not be read at all. */
  readonly line: number | null;
  /** From 1, in characters. */
  readonly column: number | null;
  /** `severities.P1.respond`; empty when it is about the whole file. */
  readonly path: string;
  readonly problem: string;
};

export type Path = readonly (string | number)[];

/** A mistake before its place in the text is known. `at` says whether the key or its value is to be pointed at. */
export type Mistake = { readonly path: Path; readonly problem: string; readonly at?: "key" | "value" };

/** Every mistake of a profile at once; the message has one per line, in the order of the file. */
export class ProfileFaults extends Error {
  override readonly name = "ProfileFaults";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(faultText).join("\n"));
    this.faults = faults;
  }
}

/** `profiles/payments.yml:12:7 severities.sev1.escalation: "payments-primry" is not defined (…).` */
function faultText(fault: Fault): string {
  const place = fault.line === null ? fault.file : `${fault.file}:${fault.line}:${fault.column}`;
  return fault.path === "" ? `${place} ${fault.problem}` : `${place} ${fault.path}: ${fault.problem}`;
}

/** Keys joined by dots; keys with other characters are quoted, list positions are in brackets from 0. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
    return text === "" ? key : `${text}.${key}`;
  }, "");
}
