import type { Block } from "../prose.ts";

/** What a heading, or bold words that stand for one, say: "⚠️ Breaking changes:". */
const HEADING = /^[^\p{L}[]{0,8}breaking(?:[ -](?:api[ -])?changes?)?[^\p{L}]{0,8}$/iu;
/** In front of what it is: `BREAKING CHANGE(api)!: …`, "Breaking: …", "[BREAKING] …". */
const FRONT =
  /^[^\p{L}[]{0,8}(?:\[breaking(?:[ -]changes?)?\]:?|breaking(?:[ -](?:api[ -])?changes?)?(?:\([^()\n]{0,60}\))?!?\s?[:–—])\s{0,3}/iu;
const SENTENCE =
  /(?:^|[.!?:]\s)(?:note(?: that)?:? )?(?:this|it) (?:(?:pr|change|one) )?(?:is|introduces|contains|includes|has|brings) (?:an? )?(?:\p{L}{1,20} )?breaking (?:api )?changes?\b/iu;
const NONE =
  /^[^\p{L}\p{N}]{0,8}(?:(?:none|no|nope|not|nothing|nil|n\/?a)(?:[^\p{L}\p{N}].{0,80}|$)|there (?:is|are) (?:none|no)\b|$)/iu;
const BOX = /^\[( |x)\]\s{0,3}/i;

/**
 * Whether an author says in a description that a change breaks something, in any of the forms that people use.
 *
 * @source Conventional Commits 1.0.0 for the footer; GitHub's task lists for the boxes of templates.
 */
export function saysBreaking(blocks: readonly Block[]): boolean {
  let underHeading = false;
  for (const { kind, lines } of blocks) {
    if (lines.some(saysInLine)) return true;
    if (kind === "text" && underHeading && says(lines)) return true;
    // A bold line within a part is no heading of the next one.
    if (kind !== "text") underHeading = HEADING.test(lines[0] ?? "") || (underHeading && kind === "bold");
  }
  return false;
}

/** Below a heading: anything but "none" and boxes that nobody ticked. */
function says(lines: readonly string[]): boolean {
  return lines.some((line) => BOX.exec(line)?.[1] !== " " && !NONE.test(line.replace(BOX, "")));
}

function saysInLine(line: string): boolean {
  const box = BOX.exec(line);
  const text = line.slice(box?.[0].length ?? 0);
  if (box?.[1] === " ") return false;
  if (box && HEADING.test(text)) return true;
  const front = FRONT.exec(text);
  return front ? !NONE.test(text.slice(front[0].length)) : SENTENCE.test(text);
}
