const made = new Map<string, Intl.DateTimeFormat>();
/** Time zones come from outside, and anybody may write one in other cases: beyond so many it begins anew. */
const MOST_MADE = 1_000;

/**
 * A format for times, made once: making one asks the machine for its time zones, and takes many times as long as writing a date.
 *
 * @throws {RangeError} on a time zone that this machine does not know.
 */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, options);
  if (made.size >= MOST_MADE) made.clear();
  made.set(key, format);
  return format;
}
