import { startWithin, cleanLine } from "../text/clean-text.ts";
import type { DiffFile } from "./diff-files.ts";
import { counted } from "../words.ts";

const MAX_LINE_CHARS = 240;
const MAX_PATH_CHARS = 160;
const MOST_NAMES = 6;
/** A beginning shorter than this tells nothing. */
const MIN_PART_CHARS = 200;

/** `left_out`: in words; null when everything is there. */
type Excerpt = { text: string; files: number; left_out: string | null };
type Room = { chars: number; charsOfOneFile: number };

/**
 * The beginning of a diff in the order in which its files are given: whole hunks while there is room, each file under a line with its
 * name. Of a file whose first hunk is too long, its first lines.
 */
export function excerptOf(files: readonly DiffFile[], room: Room): Excerpt {
  const shown: string[] = [];
  const leftOut: string[] = [];
  let left = room.chars;
  for (const file of files) {
    const part = partOf(file, Math.min(left, room.charsOfOneFile));
    if (part.text) {
      shown.push(part.text);
      left -= part.text.length + 1;
    }
    if (part.left_out) leftOut.push(part.left_out);
  }
  return { text: shown.join("\n"), files: shown.length, left_out: listed(leftOut) };
}

/** A changed file on one line. */
export function changeLine({ path, additions, deletions }: Omit<DiffFile, "hunks">): string {
  return `${shownPath(path)} +${additions} -${deletions}`;
}

/** A file's name as models see it, and may ask for it. */
export function shownPath(path: string): string {
  return cleanLine(path, MAX_PATH_CHARS);
}

type Part = { text: string | null; left_out: string | null };

function partOf(file: DiffFile, room: number): Part {
  const name = changeLine(file);
  if (file.hunks.length === 0) return { text: null, left_out: `${name} (no lines to show)` };
  let text = name;
  for (const [index, hunk] of file.hunks.entries()) {
    const lines = linesOf(hunk);
    if (text.length + lines.join("\n").length + 1 <= room) text += `\n${lines.join("\n")}`;
    else if (index === 0) return beginning(name, lines, file.hunks.length, room);
    else return { text, left_out: `${counted(file.hunks.length - index, "further part")} of ${name}` };
  }
  return { text, left_out: null };
}

function beginning(name: string, lines: readonly string[], hunks: number, room: number): Part {
  let text = name;
  let taken = 0;
  for (const line of lines) {
    if (text.length + line.length + 1 > room) break;
    text += `\n${line}`;
    taken += 1;
  }
  if (text.length < MIN_PART_CHARS) return { text: null, left_out: name };
  const more = hunks > 1 ? ` and ${counted(hunks - 1, "further part")}` : "";
  return { text, left_out: `${counted(lines.length - taken, "line")}${more} of ${name}` };
}

/** What other programs take for the end of a line is none in a diff. */
function linesOf(hunk: string): string[] {
  return hunk.split("\n").map((line) => {
    const whole = line.trimEnd().replace(/[\r\v\f\u0085\u2028\u2029]/g, " ");
    return startWithin(whole, MAX_LINE_CHARS);
  });
}

function listed(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const more = names.length > MOST_NAMES ? `; and ${names.length - MOST_NAMES} more files` : "";
  return `${names.slice(0, MOST_NAMES).join("; ")}${more}`;
}
