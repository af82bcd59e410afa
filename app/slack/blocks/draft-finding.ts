import type { AskedFinding } from "../../updates/asked-findings.ts";
import { section } from "./block.ts";
import { short } from "./card-words.ts";
import { offerButton, offerLines } from "./offer-button.ts";
import type { SlackBlock } from "./shapes.ts";

/** A form holds 100 blocks; more than these nobody reads in one. */
export const MOST_FINDINGS = 40;
const WORDS_CHARS = 300;

/**
 * One finding, at its words, with what the evidence says instead.
 *
 * @param takenIn The update that one tap takes it over in; null: whoever reads this may not, or not now.
 */
export function findingBlock(finding: AskedFinding, takenIn: string | null): SlackBlock {
  const { severity, message, fix, at, looked_at } = finding;
  const lines = [
    `${severity === "fault" ? ":warning: *Fault*" : ":triangular_flag_on_post: *Flag*"} ${short(message, WORDS_CHARS)}`,
    at && `“${short(at, WORDS_CHARS)}”`,
    short(fix, WORDS_CHARS),
    looked_at && `Looked at: ${short(looked_at, WORDS_CHARS)}`,
    ...offerLines(finding),
  ];
  return section(lines.filter(Boolean).join("\n"), takenIn ? offerButton(takenIn, finding) : undefined);
}
