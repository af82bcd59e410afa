/** PostgreSQL's JSON keeps neither the null character nor half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** The value without what cannot be kept, so that it reads the same live and from the recording. */
export function storable<Value>(value: Value): Value {
  if (!UNSTORABLE.test(JSON.stringify(value))) return value;
  // Safe: no other part of the value changes.
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "") : part,
  ) as Value;
}

/** As JSON writes them; lone surrogates come out escaped. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;
