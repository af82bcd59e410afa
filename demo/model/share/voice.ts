import type { AnalysisType, ItemKind, Tone } from "../task.ts";

export type Voice = { type: AnalysisType; tone: Tone };

type Leads = Partial<Record<ItemKind, string>>;

/** What stands in front of a thing that has no verb of its own. Sections have headings, so it is little. */
const PLAIN: Leads = { fix: "Fixed", security: "Closed", breaking: "Changed" };
const WARM: Leads = { ...PLAIN, feature: "Something new", fix: "We fixed this", performance: "We made this faster" };
const CELEBRATORY: Leads = { ...PLAIN, feature: "Brand new", fix: "Sorted out", performance: "Faster than before" };
const FOR_USERS: Leads = {
  ...PLAIN,
  feature: "New for you",
  fix: "Fixed for you",
  performance: "Faster for you",
  improvement: "Better for you",
};

/** "New", "Fixed for you"; "" when the thing stands for itself. */
export function leadOf(kind: ItemKind, { type, tone }: Voice): string {
  if (tone === "terse") return kind === "fix" ? "Fixed" : "";
  if (type === "release_notes") return FOR_USERS[kind] ?? "";
  const leads = { neutral: PLAIN, warm: WARM, celebratory: CELEBRATORY }[tone];
  return leads[kind] ?? "";
}

/** Whether the writers speak of themselves. */
export const saysWe = ({ tone }: Voice): boolean => tone === "warm";

export const addsDetails = ({ tone }: Voice): boolean => tone !== "terse";

/** What to keep an eye on after a change of this kind: a place to look at, never a claim that something is wrong. */
const WATCH: Leads & Record<"breaking", string> = {
  breaking: "callers that still use the old way",
  rolled_back: "what happens when it comes back",
  security: "other places of the same kind",
  fix: "whether the reports stop",
  performance: "the load after the change",
};

export function watchOf(kind: ItemKind): string | null {
  return WATCH[kind] ?? null;
}
