import type { AskedFinding } from "../../updates/asked-findings.ts";
import { section } from "./block.ts";
import { short } from "./card-words.ts";
import type { SlackBlock } from "./shapes.ts";

/** A form holds 100 blocks; more than these nobody reads in one. */
export const MOST_FINDINGS = 40;
const WORDS_CHARS = 300;

/** One finding, at its words. */
export function findingBlock({ severity, message, fix, at, looked_at }: AskedFinding): SlackBlock {
  const lines = [
    `${severity === "fault" ? ":warning: *Fault*" : ":triangular_flag_on_post: *Flag*"} ${short(message, WORDS_CHARS)}`,
    at && `“${short(at, WORDS_CHARS)}”`,
    short(fix, WORDS_CHARS),
    looked_at && `Looked at: ${short(looked_at, WORDS_CHARS)}`,
  ];
  return section(lines.filter(Boolean).join("\n"));
}
