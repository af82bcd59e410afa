import { listed } from "../../base/listed.ts";
import type { PolicyRule, PolicySection } from "./policy.ts";
import type { ProposedChange, PolicyClass } from "./proposed-change.ts";
import { ruleText } from "./policy-text.ts";

const CLASS_WORDS: Record<PolicyClass, string> = {
  dependencies: "dependency updates",
  releases: "releases",
  docs: "documentation changes",
  internal: "internal changes",
};

const ACTS: Record<PolicyRule["then"], string> = { cite: "Tell", group: "Group", omit: "Leave out" };

/** What somebody who accepts a proposal says yes to, in one sentence. */
export function changeText(change: ProposedChange): string {
  switch (change.what) {
    case "rule":
      return `${ruleText(change.rule)}${newSection(change)}`;
    case "another_rule":
      return `${ruleText(change.rule)}${newSection(change)} Instead of: “${ruleText(change.was)}”`;
    case "default":
      return `${ACTS[change.to]} ${CLASS_WORDS[change.of]}.`;
    case "places":
      return [
        `Use the sections ${listed(change.sections.map(({ name }) => `“${name}”`))} too.`,
        ...change.rules.map(ruleText),
      ].join(" ");
    case "sections":
      return `Use the sections ${listed(change.sections.map(({ name }) => `“${name}”`))}.`;
  }
}

function newSection({ rule, sections = [] }: { rule: PolicyRule; sections?: PolicySection[] | undefined }): string {
  const isNew = sections.some(({ name, kinds }) => name === rule.section && kinds.length === 0);
  return isNew ? " That section is new." : "";
}
