import { isDeepStrictEqual } from "node:util";
import type { PolicyParts } from "./policy.ts";
import { classText, ruleText, sectionsText } from "./policy-text.ts";

/** What one policy has otherwise than the one before, in sentences; `moved`: only the order of its rules. */
export type PolicyNews = { added: string[]; removed: string[]; moved: boolean; beside: string[] };

export function policyNews(was: PolicyParts, is: PolicyParts): PolicyNews {
  const [from, to] = [textsOf(was), textsOf(is)];
  const added = to.filter((text) => !from.includes(text));
  const removed = from.filter((text) => !to.includes(text));
  const moved = added.length + removed.length === 0 && !isDeepStrictEqual(from, to);
  return { added, removed, moved, beside: besideRules(was, is) };
}

const textsOf = ({ rules = [] }: PolicyParts): string[] => rules.map(ruleText);

const CLASSES = ["dependencies", "releases", "docs", "internal"] as const;

function besideRules(was: PolicyParts, is: PolicyParts): string[] {
  const classes = CLASSES.filter((one) => was[one] !== is[one]).map((one) => classText(one, is[one]));
  const sections = isDeepStrictEqual(was.sections ?? [], is.sections ?? []) ? [] : [sectionsText(is.sections ?? [])];
  const items = was.max_items === is.max_items ? [] : [itemsText(is.max_items)];
  return [...classes, ...items, ...sections];
}

const itemsText = (most: number | undefined): string =>
  most === undefined ? "As many are told as fit the length of the window." : `At most ${most} are told one by one.`;
