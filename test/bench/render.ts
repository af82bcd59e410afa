import { previewHtml, renderParts } from "../../app/message/render.ts";
import { diffView } from "../../app/web/updates/text-view.ts";
import { ledgerOfText, normalise } from "../../webhooks/contract/report-text.ts";

/*
 * `npm run bench`: what a text costs on its way to the preview and to Slack, as it doubles. The ratio says how the work grows: near 2
 * it grows with the text, near 4 with its square. Each figure is computing time, whatever else the machine does: the best of a few runs.
 */

const SIZES = [10_000, 20_000, 40_000];
const RUNS = 5;
const source = { repo: "acme/harbor", base_branch: "main" };
const refs = Array.from({ length: 400 }, (_, index) => `acme/harbor#${index + 1}`);
const ledger = refs.map((pr) => ({
  pr,
  title: "A title",
  url: `https://github.com/${pr.replace("#", "/pull/")}`,
  author: "mira",
  merged_at: "2026-11-10T10:00:00Z",
  disposition: "cited" as const,
  reason: null,
}));
const context = { sources: [source], ledger };

const filled = (unit: string, chars: number) => unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars);
const word = (index: number) => ((index * 2_654_435_761) % 2 ** 32).toString(36);
const words = (chars: number, from = 0) =>
  filled(Array.from({ length: 9_000 }, (_, index) => word(from + index)).join(" "), chars);

const SHAPES: Record<string, (chars: number) => string> = {
  headings: (chars) => filled("# a\n", chars),
  "an ordinary report": (chars) =>
    filled("## New\n\n- **Search**: Answers in half the time (#12, mira)\n- Adds `x` (#13)\n\n", chars),
  "one list": (chars) => filled("- a (#1)\n", chars),
  paragraphs: (chars) => filled(`${words(900)}\n\n`, chars),
  citations: (chars) => filled(`${"#12 ".repeat(60)}\n\n`, chars),
  "lists in lists": (chars) =>
    filled(Array.from({ length: 8 }, (_, depth) => `${"  ".repeat(depth)}- a\n`).join(""), chars),
  "quotes in quotes": (chars) => `${"> ".repeat(18)}${filled("a\nb\n", chars).slice(0, chars - 36)}`,
  "open brackets": (chars) => filled("[", chars),
  stars: (chars) => filled("*a ", chars),
  "a wide table": (chars) => filled("|a", chars),
};

/** Milliseconds. */
function best(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const begun = process.cpuUsage();
    work();
    return process.cpuUsage(begun).user / 1000;
  });
  return Math.min(...times);
}

/** What does not fit one message is refused at the same place every time: that counts as its cost. */
function drawn(text: string): void {
  for (const draw of [() => previewHtml(text, context, "/why"), () => renderParts(text, context)]) {
    try {
      draw();
    } catch {
      continue;
    }
  }
}

function line(name: string, work: (chars: number) => () => unknown): void {
  const times = SIZES.map((chars) => best(work(chars)));
  const ratios = times.slice(1).map((time, index) => `×${(time / (times[index] ?? time)).toFixed(1)}`);
  console.log(
    `${name.padEnd(34)}${times.map((time) => `${time.toFixed(1)} ms`.padStart(10)).join("")}   ${ratios.join(" ")}`,
  );
}

console.log(`${"".padEnd(34)}${SIZES.map((chars) => chars.toLocaleString("en").padStart(10)).join("")}   per doubling`);
for (const [name, make] of Object.entries(SHAPES)) {
  line(`preview and Slack: ${name}`, (chars) => () => drawn(make(chars)));
}
line("normalise: lines with blanks", (chars) => () => normalise(filled("a  \n", chars)));
line("ledger: one list", (chars) => () => ledgerOfText(filled("- a (#1)\n", chars), [source], ledger));
line("difference: nothing in common", (chars) => () => diffView(words(chars), words(chars, 1_000_000)));
line("difference: a word a line", (chars) => () => diffView(words(chars), words(chars).replaceAll("a1", "b2")));
