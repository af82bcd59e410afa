import { describe, expect, test } from "vitest";
import { policyMoves } from "../../../pipelines/policies/preview.ts";
import { type PolicyParts, policyRule } from "../../../webhooks/contract/policy.ts";
import type { ProposedForPreview } from "../../../webhooks/contract/policy-preview.ts";
import { defaults, harbor, pull, week } from "../../support/pulls.ts";

const labelled = (label: string, then: "cite" | "omit", section?: string) =>
  policyRule.parse({ when: [{ what: "labels", how: "any", values: [label] }], then, section });

const PULLS = [
  pull(1, "Add exports", { labels: ["area"] }),
  pull(2, "Bump undici from 7.4 to 7.5", { author: { login: "dependabot[bot]", kind: "dependency_bot" } }),
  pull(3, "Add imports", { labels: ["secret"] }),
  pull(4, "Add a page", { labels: ["own"] }),
];
const DEPENDENCIES: ProposedForPreview = { key: "aa", change: { what: "default", of: "dependencies", to: "cite" } };
const SECRET: ProposedForPreview = { key: "bb", change: { what: "rule", rule: labelled("secret", "omit") } };
const AREA: ProposedForPreview = {
  key: "cc",
  change: { what: "rule", rule: labelled("area", "cite", "Areas"), sections: [{ name: "Areas", kinds: [] }] },
};

function moved(after: PolicyParts, proposed: ProposedForPreview[], before: PolicyParts = {}) {
  const window = { run_id: "r", timeframe: week, evidence: PULLS, sources: [harbor], ignored: [], usual: defaults };
  const preview = policyMoves([{ ...window, analysis_type: "weekly_digest" }], before, after, proposed);
  const named = preview.if_accepted?.windows[0]?.moves.map(({ pr, proposals }) => [pr.slice(-2), proposals?.join()]);
  return { preview, named };
}

describe("what would move, were all of it accepted", () => {
  test("each that only the proposals move says by which, and what moves anyway does not", () => {
    const mine: PolicyParts = { rules: [labelled("own", "omit")] };
    const { preview, named } = moved(mine, [DEPENDENCIES, SECRET, AREA]);
    expect(named).toEqual([
      ["#1", "cc"],
      ["#2", "aa"],
      ["#3", "bb"],
      ["#4", undefined],
    ]);
    expect(preview.windows[0]?.moves.map(({ pr }) => pr)).toEqual(["acme/harbor#4"]);
  });

  test("a rule that says otherwise from then on is its proposal's, and other sections are theirs", () => {
    const was = labelled("own", "cite");
    const held: PolicyParts = { rules: [was] };
    const other: ProposedForPreview = {
      key: "dd",
      change: { what: "another_rule", was, rule: labelled("own", "omit") },
    };
    const sections: ProposedForPreview = {
      key: "ee",
      change: { what: "sections", sections: [{ name: "What you can do", kinds: ["feature"] }] },
    };
    expect(moved(held, [other, sections], held).named).toEqual([
      ["#1", "ee"],
      ["#3", "ee"],
      ["#4", "dd"],
    ]);
  });

  test("one with which the policy could not be kept is not counted, and named; one that changes nothing is neither", () => {
    const twice: ProposedForPreview = { key: "ff", change: { what: "rule", rule: labelled("secret", "cite") } };
    const { preview, named } = moved({ dependencies: "cite" }, [DEPENDENCIES, SECRET, twice], { dependencies: "cite" });
    expect(preview.if_accepted?.left).toEqual(["ff"]);
    expect(named).toEqual([["#3", "bb"]]);
  });

  test("where nothing is proposed, nothing is said of it", () => {
    expect(moved({}, []).preview).not.toHaveProperty("if_accepted");
  });
});
