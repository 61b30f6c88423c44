import fc from "fast-check";

/** Whatever can be typed: any characters at all, and these pieces in any order with anything between them. */
export function anyText(...pieces: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom('"', "'", "<!channel>", "=", "&lt;", "\n", "\ue001", ...pieces);
  return fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }).map((all) => all.join(" ")),
  );
}
