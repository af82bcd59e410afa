import { LIMITS } from "../../../webhooks/contract/limits.ts";

/**
 * The one way from an address that came from outside to a place that we send somebody to: a form's `next`, a header of htmx, a
 * cookie. It is read as a browser reads it and stays only when it is ours.
 *
 * @param origin Ours, as the browser sees it.
 * @returns path and query, which every browser resolves against us; `otherwise` for what leads elsewhere or is none.
 */
export function placeHere(typed: string, origin: string, otherwise: string): string {
  if (typed === "" || typed.length > LIMITS.address_chars) return otherwise;
  const ours = URL.parse(origin)?.origin;
  const meant = URL.parse(typed, origin);
  if (!ours || meant?.origin !== ours || meant.username !== "" || meant.password !== "") return otherwise;
  const place = `${meant.pathname}${meant.search}`;
  // "/.//host" is a path of ours whose own words name another host: it must mean the same when it is read again.
  const again = URL.parse(place, origin);
  return again?.origin === ours && `${again.pathname}${again.search}` === place && place.length <= LIMITS.address_chars
    ? place
    : otherwise;
}
