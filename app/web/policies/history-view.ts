import type { PolicyParts } from "../../../webhooks/contract/policy.ts";
import { classText, sectionsText } from "../../../webhooks/contract/policy-text.ts";
import { classNames } from "./class-rows.ts";
import type { ShownPiece } from "./pieces.ts";
import { shownSentence } from "./rule-rows.ts";
import { visible } from "../page/visible.ts";

/** Every policy that a profile had. */
export type PolicyHistoryView = {
  slug: string;
  profile: string;
  may: boolean;
  /** They have changes that are not saved. */
  unsaved: boolean;
  versions: PastPolicy[];
};

export type PastPolicy = {
  number: number;
  by: string;
  at: Date;
  /** "in the browser"; "" where nobody knows. */
  surface: string;
  why: string;
  news: string[];
  holds: boolean;
};

/** One of them, whole. */
export type PastPolicyView = Omit<PolicyHistoryView, "versions"> & {
  policy: PastPolicy;
  rules: { number: number; sentence: ShownPiece[] }[];
  beside: string[];
};

const SURFACES: Record<string, string> = { web: "in the browser", api: "by API", cli: "by command", slack: "in Slack" };
export const surfaceText = (surface: string): string => SURFACES[surface] ?? "";

export const ruleLines = ({ rules = [] }: PolicyParts): PastPolicyView["rules"] =>
  rules.map((rule, at) => ({ number: at + 1, sentence: shownSentence(rule) }));

/** What it says beside its rules; what it does not say is as usual. */
export function besideOf(policy: PolicyParts): string[] {
  const classes = classNames.flatMap((name) => (policy[name] ? classText(name, policy[name]) : []));
  const most = policy.max_items === undefined ? [] : [`At most ${policy.max_items} are told one by one.`];
  const sections = policy.sections?.length ? [visible(sectionsText(policy.sections))] : [];
  return [...classes, ...most, ...sections];
}
