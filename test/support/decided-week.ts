import type { LedgerLine } from "../../webhooks/contract/report.ts";

/** Number, title, author, day, lines added and removed, who decided, because of what. */
const TOLD = `
1263 | feat(api)!: remove the page parameter from list endpoints | mira | 17 | 84 212 | author | \`feat!\` in the title
1274 | Bring back offline labels, with the printer check first | lena | 19 | 391 18 | revert | The last of its chain stands: it is in.
1258 | feat(tracking): a map of the last mile | nkemp | 16 | 612 40 | author | \`feat\` in the title
1267 | Take the satellite view back out of the map | nkemp | 18 | 3 96 | revert | Takes back a part of #1258; the rest of it is in.
1266 | fix(notify): one text message for each parcel, not for each scan | pdias | 18 | 57 31 | policy | A label is \`customer-report\`
1271 | Search by the last four digits | lena | 18 | 77 9 | paths | \`services/api/src/search/\` is product
1278 | fix(ingest): keep scans that arrive out of order | pdias | 19 | 66 22 | author | \`fix\` in the title; closes #1182
1280 | Let a shop close its pages over the holidays | lena | 19 | 131 6 | model | From grouped to told: “31 shops asked for it in #1198.”
1283 | infra: nightly backup to the second region | nkemp | 20 | 1062 5 | paths | \`infra/\` is not known to be internal. Unknown is told.`;

const DOCS = `
1260 | docs: how to move to cursors, in four languages | nkemp | 16 | 240 31 | policy | The paths are all under \`docs/\`
1272 | docs: every webhook with an example | pdias | 18 | 188 14 | policy | The paths are all under \`docs/\`
1295 | Fix two typos in the opening hours | jun-abe | 21 | 2 2 | policy | The paths are all under \`docs/\``;

const TESTS = `
1265 | test: replay last month’s carrier events | nkemp | 17 | 310 4 | paths | Only tests changed
1275 | Property tests for tracking numbers | devin-ai-integration[bot] | 19 | 143 0 | paths | Only tests changed
1290 | ci: run the slow tests at night | lena | 20 | 21 16 | words | \`ci\` in the title; no path is product`;

const MORE = Array.from({ length: 19 }, (_, index) => {
  const [number, day, added] = [1300 + index, 16 + (index % 6), 48 - 2 * index];
  return `${number} | Clearer words on page ${index + 1} | lena | ${day} | ${added} 12 | limit | ${index + 10}th by kind and size`;
}).join("\n");

const BUMPS = `
1259 | build(deps): bump zod from 4.2.1 to 4.3.0 | dependabot[bot] | 16 | 12 12 | policy | It is a dependency update
1281 | build(deps): bump undici from 7.4 to 7.5 | dependabot[bot] | 19 | 4 4 | policy | It is a dependency update`;

const UNTICKED = "1255 | Northway: every shop gets pushed events | mira | 17 | 52 88 | request | Unticked in the brief";
const RELEASE = "1299 | chore(release): 2.17.0 | harbor-release[bot] | 21 | 9 9 | policy | A bot wrote it";

const CANCELLED = `
1256 | Offline labels for shops with a bad connection | lena | 16 | 374 12 | revert | #1261 took it back; #1274 brought it again.
1261 | Revert “Offline labels for shops with a bad connection” | lena | 17 | 12 374 | revert | Undone by #1274.`;

const REPO = "acme/harbor";
const offline: NonNullable<LedgerLine["fate"]>["of"] = [
  { ref: `${REPO}#1256`, title: "Offline labels for shops with a bad connection", labels: [] },
];
const FATES: Readonly<Record<string, LedgerLine["fate"]>> = {
  1261: { is: "cancelled", of: offline },
  1274: { is: "again", of: offline },
};

const GROUPS: readonly [label: string, rows: string][] = [
  ["3 documentation changes", DOCS],
  ["3 changes of tests and CI", TESTS],
  ["19 more", MORE],
];

type Kept = Partial<LedgerLine> & Pick<LedgerLine, "disposition">;

const linesOf = (rows: string, kept: Kept): LedgerLine[] =>
  rows
    .trim()
    .split("\n")
    .map((row) => lineOf(row, kept));

function lineOf(row: string, kept: Kept): LedgerLine {
  const [number, title = "", author = "", day, size = "", by, because = ""] = row.split(" | ");
  const [additions, deletions] = size.split(" ").map(Number);
  return {
    pr: `${REPO}#${number}`,
    title,
    url: `https://github.com/${REPO}/pull/${number}`,
    author,
    merged_at: `2026-11-${day}T10:00:00Z`,
    reason: null,
    // Safe: the tables above name nobody else.
    decided: { by, because } as NonNullable<LedgerLine["decided"]>,
    size: { additions: additions ?? 0, deletions: deletions ?? 0 },
    ...(FATES[number ?? ""] && { fate: FATES[number ?? ""] }),
    ...kept,
  };
}

/** A made-up week of one repository in which everybody who may decide has decided something: 40 pull requests. */
export const WEEK: LedgerLine[] = [
  ...linesOf(TOLD, { disposition: "cited" }),
  ...GROUPS.flatMap(([group, rows]) => linesOf(rows, { disposition: "grouped", group })),
  ...linesOf(BUMPS, { disposition: "omitted", reason: "dependency" }),
  ...linesOf(RELEASE, { disposition: "omitted", reason: "release" }),
  ...linesOf(UNTICKED, { disposition: "omitted", reason: "ignored" }),
  ...linesOf(CANCELLED, { disposition: "cancelled", reason: "reverted" }),
].toSorted((one, other) => (one.merged_at ?? "").localeCompare(other.merged_at ?? ""));

const cited = (rows: string): string[] =>
  rows
    .trim()
    .split("\n")
    .map((row) => `#${row.split(" | ")[0]}`);

/** What was written of it. */
export const WEEK_TEXT = [
  "# Harbor: lists by cursor",
  "## What changed",
  TOLD.trim()
    .split("\n")
    .map((row) => `- ${row.split(" | ")[1]} (${cited(row)})`)
    .join("\n"),
  "## Also merged",
  GROUPS.map(([label, rows]) => `- ${label} (${cited(rows).join(", ")})`).join("\n"),
  "",
].join("\n\n");

/** As many pull requests as a large repository has in two busy months. */
export function busyLedger(count: number): LedgerLine[] {
  return Array.from({ length: count }, (_, index) => {
    const row = `${index + 1} | Change ${index + 1} of many | author-${index % 40} | 16 | ${index} 1 | paths | \`src/\` is product`;
    if (index % 10 === 0) return lineOf(row, { disposition: "grouped", group: `${count / 10} more` });
    return lineOf(row, index % 3 === 0 ? { disposition: "omitted", reason: "test" } : { disposition: "cited" });
  });
}

/** What was written of those. */
export function busyText(count: number): string {
  const lines = busyLedger(count).map((line) => ({ ...line, number: line.pr.slice(line.pr.indexOf("#")) }));
  const told = lines.filter(({ disposition }) => disposition === "cited");
  const counted = lines.filter(({ disposition }) => disposition === "grouped").map(({ number }) => number);
  return [
    "# Much",
    told.map(({ title, number }) => `- ${title} (${number})`).join("\n"),
    "## Also merged",
    `- ${counted.length} more (${counted.join(", ")})\n`,
  ].join("\n\n");
}
