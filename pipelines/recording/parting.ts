import { isDeepStrictEqual } from "node:util";
import { canonicalJson } from "../../webhooks/contract/digest.ts";

/** How much of a value is shown, from a little before the place where it parts from another. */
const SHOWN_CHARS = 60;

/** Where two values of JSON first part, with a few characters of both. */
export function partingText(was: unknown, is: unknown): string {
  const { path, one, other } = partsAt(written(was), written(is), []);
  const where = path.length > 0 ? `at ${path.join(".")} ` : "";
  return `${where}it was ${shown(one, other)}, and now it is ${shown(other, one)}`;
}

/** As it is kept: without undefined. */
const written = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(canonicalJson(value)));

type Parting = { path: string[]; one: unknown; other: unknown };

function partsAt(one: unknown, other: unknown, path: string[]): Parting {
  if (!isParted(one) || !isParted(other)) return { path, one, other };
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const name = names.find((each) => !isDeepStrictEqual(one[each], other[each]));
  return name === undefined ? { path, one, other } : partsAt(one[name], other[name], [...path, name]);
}

/** Lists, too: by their places. */
function isParted(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown, against: unknown): string {
  const [text, other] = [textOf(value), textOf(against)];
  let same = 0;
  while (same < text.length && text[same] === other[same]) same += 1;
  const begin = Math.max(0, same - SHOWN_CHARS / 2);
  const end = begin + SHOWN_CHARS;
  return `${begin > 0 ? "…" : ""}${text.slice(begin, end)}${end < text.length ? "…" : ""}`;
}

const textOf = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
