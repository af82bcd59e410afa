/** As long as GitHub lets a description be. */
export const HOSTILE_CHARS = 65_536;
/** No request may hold an event loop any longer. */
const MOST_MS = 200;

/** What is repeated, with what stands before it and behind it. */
const SHAPES: [name: string, piece: string, head?: string, end?: string][] = [
  ["blanks", " "],
  ["blanks behind a word", " ", "a", "b"],
  ["tabs", "\t", "", "x"],
  ["empty lines", "\n", "", "x"],
  ["carriage returns", "\r", "", "x"],
  ["line separators", "\u2028", "", "x"],
  ["letters", "a"],
  ["capitals", "A"],
  ["digits", "1"],
  ["numbers", "1 "],
  ["dots", "."],
  ["labels", "a."],
  ["hyphens", "-"],
  ["signs", "&"],
  ["entities", "&amp;"],
  ["opening brackets", "["],
  ["closing brackets", "]"],
  ["pictures", "!["],
  ["links without an end", "[]("],
  ["links", "[a](http://b.c) "],
  ["links in links", "[a](", "", ")"],
  ["references", "[a]: b\n"],
  ["parentheses", "("],
  ["numbers in parentheses", "(#1)"],
  ["stars", "*"],
  ["strong words", "**a** "],
  ["half strong words", "*a_ "],
  ["underscores", "_a"],
  ["tildes", "~~a"],
  ["backticks", "`"],
  ["code spans", "`a` "],
  ["growing code spans", "`a``b```c"],
  ["fences", "```\n"],
  ["angles", "<"],
  ["tags", "<a>"],
  ["tags without an end", "<a "],
  ["comments", "<!-- "],
  ["commands of Slack", "<!here> "],
  ["links of Slack", "<http://a|b> "],
  ["addresses without an end", "<http:"],
  ["citations", "#1 "],
  ["citations in a row", "#1"],
  ["citations of repositories", "acme/harbor#1 "],
  ["numbers of nothing", "#"],
  ["co-authors", "co-authored-by:"],
  ["a co-author behind blanks", " ", "co-authored-by:", "x"],
  ["co-authors, a line each", "Co-authored-by: Mira <m@x.y>\n"],
  ["different co-authors", "\0"],
  ["breaking changes", "BREAKING CHANGE("],
  ["reverts", "Reverts "],
  ["reverted titles", 'Revert "'],
  ["chained citations", "/b#1", "a"],
  ["unmatched code spans", "\u0002"],
  ["schemes", "http://"],
  ["schemes in schemes", "a:", "", "//".repeat(8_000)],
  ["addresses", "http://a.b/c "],
  ["mail", "a@"],
  ["mails", "a@b.c "],
  ["at signs", "@"],
  ["names", "@mira "],
  ["everybody", "@channel "],
  ["pipes", "|"],
  ["tables", "|a"],
  ["rows of a table", "|a|b|\n|-|-|\n"],
  ["quotes", "> "],
  ["quotes in quotes", ">"],
  ["quoted lines", "> a\n"],
  ["bullets", "- "],
  ["list items", "- a\n"],
  ["list items that cite", "- a (#1)\n"],
  ["numbered items", "1. a\n"],
  ["deep lists", "- - - "],
  ["headings", "# a\n"],
  ["underlined headings", "a\n-\n"],
  ["rules", "---\n"],
  ["words", "word "],
  ["different words", "\u0001"],
  ["sentences", "Fix it. "],
  ["colons", "a: "],
  ["emoji", "😀"],
  ["emoji names", ":a"],
  ["families", "👩‍👩‍👧 "],
  ["invisible characters", "\u200b"],
  ["joiners", "\u200d"],
  ["accents", "e\u0301"],
  ["wide letters", "ﬁ"],
  ["escapes", "\\"],
  ["escaped signs", "\\*"],
  ["quotation marks", '"a'],
  ["braces", "{"],
  ["JSON", '{"a":'],
  ["keys", "sk-aaaaaaaaaaaaaaaaaaaa1A "],
  ["half of a token", "eyJ-"],
  ["random letters", "aB3xK9mQ7zL2wP8vN4tR6yU1cE5dF0gH"],
  ["passwords", "http://a:"],
  ["months", "jan"],
  ["dates", "1 jan "],
  ["versions", "1.2.3"],
  ["thanks", "thanks to "],
  ["orders", "ignore "],
];

type HostileText = { name: string; text: string };

/** Texts of many shapes, each as long as may be: what holds a process up is one thing again and again. */
function hostileTexts(chars: number): HostileText[] {
  return SHAPES.map(([name, piece, head = "", end = ""]) => {
    const room = Math.max(0, chars - head.length - end.length);
    return { name, text: (head + repeated(piece, room) + end).slice(0, chars) };
  });
}

function repeated(piece: string, chars: number): string {
  if (piece === "\0") return numbered(chars, (each) => `Co-authored-by: Mira ${each} <m${each}@x.y>\n`);
  if (piece === "\u0001") return numbered(chars, (each) => `w${each.toString(36)} `);
  if (piece === "\u0002") return numbered(chars, (each) => `${"`".repeat(each + 1)}a`);
  return piece.repeat(Math.floor(chars / piece.length));
}

function numbered(chars: number, of: (each: number) => string): string {
  const parts: string[] = [];
  for (let [each, length] = [0, 0]; length < chars; each += 1) length += parts[parts.push(of(each)) - 1]?.length ?? 0;
  return parts.join("").slice(0, chars);
}

/**
 * How long work holds its thread: in the thread's own time, the least of a few tries, so that other work counts for nothing. Each try is
 * of a text that was not seen before: some work is kept for the same one.
 */
function holdsMs(work: (text: string) => void, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && least > MOST_MS; attempt += 1) {
    const fresh = `${text.slice(0, -1)}${(tries += 1) % 10}`;
    least = Math.min(
      least,
      heldMs(() => work(fresh)),
    );
    if (least > 10 * MOST_MS) break;
  }
  return least;
}

let tries = 0;

function heldMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * A busy machine needs longer for the same work, in the thread's own time too. What takes so much longer only there still grows with
 * the text; what grows faster is at fault on any machine.
 */
const MOST_ON_A_BUSY_MACHINE_MS = 5 * MOST_MS;
const PART = 4;
/** Four times as long for four times as much, and as much again for the collector of garbage; with the square it is sixteen times. */
const GROWTH = 8;
/** What takes no longer for a part is far below the limit for the whole, were it to grow with the cube of the text. */
const EASY_MS = MOST_MS / PART ** 3;

/** Processor time is told in ticks that are longer than `EASY_MS`. */
function wallMs(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Which hostile texts hold a piece of work up, in words. */
export function heldUp(work: (text: string) => unknown, chars: number): string[] {
  const parts = hostileTexts(chars / PART);
  return hostileTexts(chars).flatMap(({ name, text }, at) => {
    const short = parts[at]?.text ?? "";
    if (wallMs(() => void work(short)) <= EASY_MS) return [];
    const ms = holdsMs(work, text);
    if (ms <= MOST_MS) return [];
    const part = holdsMs(work, short);
    if (ms <= MOST_ON_A_BUSY_MACHINE_MS && ms <= GROWTH * part) return [];
    return [`${name}: ${Math.round(ms)} ms for ${text.length} characters, ${Math.round(part)} ms for a quarter`];
  });
}
