import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { ItemKind } from "../../../webhooks/contract/kinds.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { EvidenceOffer } from "../../../webhooks/contract/offer.ts";
import { itemLines } from "../../text/lines.ts";
import { hostilityOf } from "../../text/hostile.ts";
import { isBreaking, must_cover } from "../../text/marks/marks.ts";
import { kindToCome } from "../../text/plan/next.ts";
import { sentenceOf } from "../../text/rules/sentence.ts";
import { headingOf } from "../../text/sections.ts";
import { withoutSecrets } from "../../text/secrets.ts";
import { type CheckFacts, rulesOf } from "../facts.ts";

/**
 * The line that the rules would write of what has to be told, where its section is known, too: it is a breaking or security change, or a
 * rule of the policy names one. A title that nobody should repeat is no line.
 */
export function mustOffer(pr: PullRequest, facts: CheckFacts): EvidenceOffer | undefined {
  const { evidence, sources } = facts;
  const rule = rulesOf(facts).get(pr.ref);
  const kind = kindIn(pr, facts);
  const section = rule?.section ?? (must_cover(pr) ? headingOf(kind) : null);
  if (section === null || hostilityOf(pr.title)) return undefined;
  const text = withoutSecrets(sentenceOf(pr, { area: "", isFix: false }));
  const item = { kind, area: "", text, prs: [pr.ref], highlight: false } as const;
  const byRef = new Map([[pr.ref, pr]]);
  const [line = ""] = itemLines(
    { ...item, prs: [...item.prs] },
    { byRef, evidence, sources, short: false, drawn: new Map() },
  );
  if (line === "" || line.length > LIMITS.offer_chars) return undefined;
  return { from: "", to: line, section, says: "It is what the rules write of its title." };
}

/** Beside what is not merged all stands as how far it is: nothing of it is for people yet. */
function kindIn(pr: PullRequest, { evidence }: CheckFacts): ItemKind {
  if (evidence.some(({ stands }) => stands)) return kindToCome(pr);
  return isBreaking(pr) ? "breaking" : "security";
}
