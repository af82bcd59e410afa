import type { Finding } from "../../webhooks/contract/finding.ts";
import { ALSO_MERGED, readBlocks } from "../../webhooks/contract/report-text.ts";
import { ROLLED_BACK } from "../text/sections.ts";
import { withoutSecrets } from "../text/secrets.ts";
import { checkLines, checkPassages } from "./check-passages.ts";
import { checkCiteValidity } from "./cite-validity.ts";
import { checkClaimRecall } from "./claim-recall.ts";
import type { CheckFacts } from "./facts.ts";
import { eachFindingOnce } from "./finding.ts";
import { checkIntroClaims } from "./intro-claims.ts";
import { checkTextLedger } from "./ledger.ts";
import { checkLinks } from "./links.ts";
import { checkMustCover } from "./must-cover.ts";
import { everyLine, passagesOfText } from "./passages.ts";
import { checkRevertParity } from "./revert-parity.ts";
import { checkWindow } from "./window.ts";

export { CHECK_PACK, type CheckFacts } from "./facts.ts";

/** Judges a text, the agent's or a person's, against what was read. The same text always gets the same findings. */
export function checkText(raw: string, facts: CheckFacts): Finding[] {
  const markdown = withoutSecrets(raw);
  const blocks = readBlocks(markdown, facts.sources);
  const items = blocks.filter(({ kind, prs }) => kind !== "heading" && prs.length > 0);
  const cited = new Set(items.filter(({ section }) => section !== ALSO_MERGED).flatMap(({ prs }) => prs));
  const told = items.map(({ prs, section, line }) => ({ prs, tellsOfRollback: section === ROLLED_BACK, line }));
  const passages = passagesOfText(markdown, blocks, facts);
  const lines = everyLine(raw, passages);
  return eachFindingOnce([
    ...checkCiteValidity(markdown, blocks, facts),
    ...checkClaimRecall(blocks, facts),
    ...checkIntroClaims(markdown, blocks, facts),
    ...checkTextLedger(items, facts),
    ...checkMustCover(cited, facts, true),
    ...checkLinks(markdown, facts),
    ...checkRevertParity(told, facts),
    ...checkWindow(
      blocks.flatMap(({ prs }) => prs),
      facts,
    ),
    ...checkPassages(passages, facts),
    ...checkLines(lines, facts),
  ]);
}
