import { readFileSync } from "node:fs";

const sprite = readFileSync(new URL("../../../views/static/icons.svg", import.meta.url), "utf8");
const icons = new Map(
  [...sprite.matchAll(/<symbol id="([^"<>]+)"[^<>]*>((?:(?!<\/?symbol).)*)<\/symbol>/g)].map(
    ([, name = "", shapes = ""]) => [name, shapes],
  ),
);

/** An icon as inline SVG, so that it takes the colour of its text. Decoration: the words beside it say what it means. */
export function icon(name: string): string {
  const shapes = icons.get(name);
  if (shapes === undefined) throw new Error(`There is no icon ${name}; views/static/icons.svg lists them.`);
  const stroke = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
  return `<svg class="ic" viewBox="0 0 24 24" ${stroke} aria-hidden="true">${shapes}</svg>`;
}
