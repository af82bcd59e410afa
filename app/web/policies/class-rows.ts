import { type Disposition, dispositions, type PolicyParts } from "../../../webhooks/contract/policy.ts";
import type { PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";

/** What becomes of one kind of change that no rule fits. */
export type ClassRow = {
  name: ClassName;
  label: string;
  sign: Disposition;
  /** "are grouped" */
  says: string;
  choices: { value: string; label: string; chosen: boolean }[];
};

const NAMES = ["dependencies", "releases", "docs", "internal"] as const;
type ClassName = (typeof NAMES)[number];

const LABELS: Record<ClassName, string> = {
  dependencies: "Dependency updates",
  releases: "Releases",
  docs: "Documentation",
  internal: "Internal changes",
};
const ACTS = { cite: "told", group: "grouped", omit: "left out" } as const;
const says = (name: ClassName, then: Disposition): string => `${name === "docs" ? "is" : "are"} ${ACTS[then]}`;

/** Where nobody knows what the template says, these are Pulse's own. */
const USUAL: PolicyPreview["usual"] = { dependencies: "group", releases: "omit", docs: "group", internal: "group" };

export function classRows(policy: PolicyParts, usual = USUAL): ClassRow[] {
  return NAMES.map((name) => ({
    name,
    label: LABELS[name],
    sign: policy[name] ?? usual[name],
    says: says(name, policy[name] ?? usual[name]),
    choices: [
      { value: "", label: `${says(name, usual[name])}, as usual`, chosen: policy[name] === undefined },
      ...dispositions.map((one) => ({ value: one, label: says(name, one), chosen: policy[name] === one })),
    ],
  }));
}

export const classNames: readonly ClassName[] = NAMES;
