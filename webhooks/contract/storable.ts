/** PostgreSQL keeps neither the null character nor half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}

/** The value, its texts without what cannot be kept: it reads the same as it came and from the database. Names of fields stay. */
export function storable<Value>(value: Value): Value {
  // Safe: no other part of the value changes.
  return cleaned(value) as Value;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cleaned(part)]));
}
