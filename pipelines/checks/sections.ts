import type { Finding } from "../../webhooks/contract/finding.ts";
import { isToCome, type ItemKind } from "../../webhooks/contract/kinds.ts";
import type { Item, Report } from "../../webhooks/contract/report.ts";
import { isBreaking, isSecurity } from "../text/marks/marks.ts";
import { kindToCome } from "../text/plan/next.ts";
import { readTitle } from "../text/title.ts";
import { lookedAt, pullsNamed } from "./evidence-text.ts";
import { type CheckFacts, isCancelled, rulesOf } from "./facts.ts";
import { found, listOf } from "./finding.ts";

const MARKED = { breaking: isBreaking, security: isSecurity };
/** What an author's own type says that a change is. */
const BY_TYPE: Record<string, ItemKind> = {
  feat: "feature",
  feature: "feature",
  fix: "fix",
  bugfix: "fix",
  hotfix: "fix",
  perf: "performance",
  docs: "docs",
};
/** Kinds that say the same of a change to its readers. */
const ALIKE: Partial<Record<ItemKind, readonly ItemKind[]>> = {
  feature: ["improvement", "performance"],
  fix: ["improvement", "performance"],
  performance: ["improvement", "feature", "fix"],
  docs: ["improvement"],
};

/** S9: breaking and security are what their authors marked so, and no kind contradicts the title. People may move what they like. */
export function checkSections({ items }: Report, facts: CheckFacts): Finding[] {
  if (facts.by === "person") return [];
  const rules = rulesOf(facts);
  return items.flatMap((item) => {
    // A team may call things as it likes.
    if (item.prs.some((pr) => rules.get(pr)?.kind === item.kind)) return [];
    const wrong = wrongIn(item, facts);
    if (!wrong) return [];
    const { prs } = item;
    return found({
      check: "S9",
      severity: "fault",
      message: `The item of ${listOf(prs, facts)} stands as ${item.kind}, ${wrong.message}.`,
      fix: wrong.fix,
      about: `${prs.join(" ")} as ${item.kind}`,
      prs,
      part: "item",
      looked_at: lookedAt(prs, facts),
    });
  });
}

function wrongIn({ kind, prs }: Item, facts: CheckFacts): { message: string; fix: string } | null {
  const pulls = pullsNamed(prs, facts);
  if (pulls.length === 0) return null;
  if (isToCome(kind) || pulls.some(({ stands }) => stands)) {
    const [is] = pulls.map(kindToCome).filter((each) => each !== kind);
    return is === undefined ? null : { message: `and it is ${is}`, fix: `Give it the kind ${is}.` };
  }
  if (kind === "breaking" || kind === "security") {
    if (pulls.some(MARKED[kind])) return null;
    return { message: `and nobody marked it as that`, fix: "Give it the kind that its title says." };
  }
  if (kind === "rolled_back") {
    if (pulls.some((pull) => pull.fate?.is === "rolls_back" || pull.fate?.is === "undone" || isCancelled(pull)))
      return null;
    return { message: "and it is in the product", fix: "Give it the kind that its title says." };
  }
  const kinds = pulls.map(({ title }) => BY_TYPE[readTitle(title).type ?? ""]);
  // What it changed may say more than its title does: tests alone, or pages.
  if (kind === "internal" || kind === "docs") return null;
  if (kinds.some((each) => !each || each === kind || ALIKE[each]?.includes(kind))) return null;
  return { message: `and its title says ${kinds[0]}`, fix: `Give it the kind ${kinds[0]}.` };
}
