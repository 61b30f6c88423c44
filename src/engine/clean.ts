/**
 * Text as both databases can hold it: no NUL and no half emoji, which vendors' clipped sentences contain. A trouble,
 * or a command, must not be lost for one. For plain data only.
 */
export function cleaned<Data>(data: Data): Data {
  const text = JSON.stringify(data, (_, inner: unknown) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\u0000", "") : inner,
  );
  return JSON.parse(text) as Data; // of the same shape: only characters were replaced
}
