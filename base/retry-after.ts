/** Seconds, or a date in one of HTTP's three forms: which day of the week it is comes first in each. */
const SECONDS = /^\d{1,15}(?:\.\d{1,9})?$/;
const DATE = /^[A-Z][a-z]{2,8},? /;

/**
 * How long `Retry-After` asks to wait.
 *
 * @param now By the clock that a date is held against.
 * @returns seconds, 0 for a date that has passed; null where nothing readable is asked.
 * @source RFC 9110, 10.2.3 and 5.6.7.
 */
export function retryAfterS(headers: Pick<Headers, "get">, now: Date): number | null {
  const asked = headers.get("retry-after")?.trim() ?? "";
  if (SECONDS.test(asked)) return Number(asked);
  const until = dateIn(asked);
  if (until === null) return null;
  return Math.max(0, (until - now.getTime()) / 1_000);
}

/** When an answer was made by the clock of its sender, who may be ahead of us or behind; ours where it does not say. */
export function sentAt(headers: Pick<Headers, "get">, now: Date): Date {
  const at = dateIn(headers.get("date") ?? "");
  return at === null ? now : new Date(at);
}

/** The oldest of the forms names no zone, and all of them mean UTC. */
function dateIn(text: string): number | null {
  if (text.length > 40 || !DATE.test(text)) return null;
  const at = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(at) ? null : at;
}
