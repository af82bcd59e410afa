import { findSlotOf } from "../../db/app/slots.ts";
import type { Db, Generation, Update } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { citation, ledgerOfText, readBlocks } from "../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { clockIn } from "../clock/clock-in.ts";
import { isInText } from "./reread.ts";

const HOUR_MS = 3_600_000;
/** Whoever approves later than this goes by an old picture. */
const OLD_MS = 6 * HOUR_MS;
/** What was merged so shortly before the end is what is taken back the soonest. */
const FRESH_MS = HOUR_MS / 2;

/** When somebody last read on GitHub what a text tells; null: not yet. */
export const readAt = ({ settled_at, reread_at }: Pick<Generation, "settled_at" | "reread_at">): Date | null =>
  reread_at ?? settled_at;

const STALE = "S10";

/**
 * S10: what a draft tells and somebody took back since; and where nobody has looked for hours, that. What a schedule asked for is read
 * again right before it goes out, unless it was held.
 */
export async function staleFindings(
  db: Db,
  now: Date,
  update: Update,
  generation: Generation,
  markdown: string,
): Promise<Finding[]> {
  if (update.state !== "in_review") return [];
  const { reverted = [] } = generation.reread ?? {};
  const read = readAt(generation);
  const isLongAgo = read !== null && now.getTime() - read.getTime() > OLD_MS;
  if (reverted.length === 0 && !isLongAgo) return [];
  const told = ledgerOfText(markdown, update.brief.sources, update.ledger).filter((line) => isInText(line.disposition));
  const gone = reverted.filter(({ pr }) => told.some((line) => line.pr === pr));
  const slot = isLongAgo ? await findSlotOf(db, update.id) : undefined;
  const isOnTheClock = slot && !slot.held_at;
  return [
    ...takenBack(update, markdown, gone),
    ...(isLongAgo && !isOnTheClock ? [longAgo(update, generation, { read, now }, told)] : []),
  ];
}

function takenBack(
  { brief: { sources } }: Update,
  markdown: string,
  gone: readonly { pr: string; by: string }[],
): Finding[] {
  const blocks = gone.length > 0 ? readBlocks(markdown, sources) : [];
  return gone.map(({ pr, by }) => ({
    key: keyOf(pr, by),
    check: STALE,
    severity: "flag",
    message: `${citation(pr, sources)} was taken back by ${citation(by, sources)} after this was written.`,
    fix: "Take it out of the text, or say what became of it.",
    line: blocks.find(({ prs }) => prs.includes(pr))?.line ?? null,
    prs: [pr],
    looked_at: "what was merged since, on GitHub",
  }));
}

type Times = { read: Date; now: Date };

function longAgo(
  { brief }: Update,
  generation: Generation,
  { read, now }: Times,
  told: readonly LedgerLine[],
): Finding {
  const until = new Date(generation.timeframe?.until ?? read).getTime();
  const fresh = told.filter(({ merged_at }) => merged_at !== null && until - new Date(merged_at).getTime() < FRESH_MS);
  const [first] = fresh;
  const more = fresh.length > 1 ? ` and ${fresh.length - 1} more` : "";
  const behind = first
    ? `, and ${citation(first.pr, brief.sources)}${more} had been merged in the half hour before its end`
    : "";
  return {
    key: keyOf(generation.run_id ?? "", read.toISOString()),
    check: STALE,
    severity: "flag",
    message: `What this tells was read on ${clockIn(brief.time_zone, now)(read)}${behind}.`,
    fix: "Look again on GitHub, beside the text, whether anything was taken back since; or approve it as it was then.",
    line: null,
    prs: [],
  };
}

const keyOf = (...what: string[]): string => sha256([STALE, ...what].join("\n")).slice(0, 16);
