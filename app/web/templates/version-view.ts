import { ruleText, sectionsText } from "../../../webhooks/contract/policy-text.ts";
import { LIMIT_BOUNDS, type TemplateHistory, type TemplateParts } from "../../../webhooks/contract/templates.ts";
import { classRows } from "../policies/class-rows.ts";
import { visible } from "../page/visible.ts";
import { countWords, reviewText, wordsText } from "./changes-view.ts";
import { LIMIT_NAMES } from "./draft-form.ts";
import { templateTitle } from "./list-view.ts";
import { type VersionRow, versionRows } from "./version-rows.ts";

/** One version, whole: what a text that it wrote was written with. */
export type VersionView = {
  name: string;
  title: string;
  may: boolean;
  version: VersionRow;
  /** Of its content; the same everywhere. */
  hash: string;
  description: string;
  prompts: ShownText[];
  skills: ShownText[];
  facts: { label: string; text: string }[];
};
type ShownText = { name: string; text: string; about: string };

export function versionView(
  history: TemplateHistory,
  version: number,
  parts: TemplateParts,
  may: boolean,
): VersionView {
  const stored = history.versions.filter((one) => one.version === version);
  const [row] = versionRows({ history, edits: new Map() }, stored);
  const [{ hash = "", skills = {} } = {}] = stored;
  if (!row) throw new Error("A version without its line in the history.");
  const about = (text: string) => wordsText(countWords(text));
  return {
    name: history.name,
    title: templateTitle(history.name),
    may,
    version: row,
    hash,
    description: visible(parts.description),
    prompts: Object.entries(parts.prompts).map(([name, text]) => ({ name, text: visible(text), about: about(text) })),
    skills: Object.entries(parts.skills).map(([name, text]) => {
      const review = Object.hasOwn(skills, name) ? skills[name] : undefined;
      return { name, text: visible(text), about: review ? `${about(text)}, ${reviewText(review)}` : about(text) };
    }),
    facts: factsOf(parts),
  };
}

function factsOf({ tools, models, limits, policy }: TemplateParts): VersionView["facts"] {
  const classes = classRows(policy).map(({ label, says }) => `${label} ${says}`);
  const rules = policy.rules.map(ruleText).join(" ");
  return [
    { label: "Models", text: visible(models.join(", ")) },
    { label: "Tools", text: visible(tools.join(", ")) || "none" },
    ...LIMIT_NAMES.map((name) => ({
      label: LIMIT_BOUNDS[name].what,
      text: `${limits[name].toLocaleString("en")} ${LIMIT_BOUNDS[name].unit}`,
    })),
    { label: "What is told", text: `${classes.join(", ")}.` },
    ...(rules ? [{ label: "Rules", text: visible(rules) }] : []),
    ...(policy.sections.length > 0 ? [{ label: "Sections", text: visible(sectionsText(policy.sections)) }] : []),
  ];
}
