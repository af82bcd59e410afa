import { describe, expect, test } from "vitest";
import { proposalsFrom } from "../../../pipelines/policies/learn/propose.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { type PolicyParts, policyRule } from "../../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../../webhooks/contract/proposed-change.ts";
import { taughtWeeks } from "../../support/taught.ts";

const isBump = ({ author }: PullRequest) => author.kind === "dependency_bot";
const isIn = (folder: string) => (pr: PullRequest) => pr.files?.every(({ path }) => path.startsWith(folder)) === true;
const isInternal = ({ title }: PullRequest) => title.startsWith("internal:");
const isRework = ({ title }: PullRequest) => title.startsWith("refactor:");
/** What Pulse tells of this team without being taught. */
const asPulse = (pr: PullRequest) =>
  !isBump(pr) && !isInternal(pr) && !isRework(pr) && !isIn("docs/")(pr) && !isIn(".github/")(pr);

function proposed(told: Parameters<typeof taughtWeeks>[1], more: Parameters<typeof taughtWeeks>[2] = {}, weeks = 4) {
  return proposalsFrom(taughtWeeks(weeks, told, more), more.held ?? {});
}

describe("what people did becomes a question", () => {
  test("who tells what Pulse tells is asked nothing", () => {
    expect(proposed(asPulse)).toEqual([]);
  });

  test("a class that they announce is a default, with its evidence and what it would move", () => {
    const missed = "acme/harbor#109";
    const [first, ...others] = proposed((pr) => asPulse(pr) || (isBump(pr) && pr.ref !== missed));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      change: { what: "default", of: "dependencies", to: "cite" },
      text: "Tell dependency updates.",
      because: "You announced 15 of 16 dependency updates.",
      evidence: { fits: 16, agree: 15, windows: 4, not_told: [{ pr: missed }] },
      moves: 16,
    });
  });

  test("a folder of which they announce nothing is grouped, and left out where they took it out by hand", () => {
    const inHelpers = isIn("helpers/");
    const told = (pr: PullRequest) => asPulse(pr) && !inHelpers(pr);
    const texts = (all: ReturnType<typeof proposed>) => all.map(({ text, because }) => [text, because]);
    expect(texts(proposed(told))).toEqual([
      [
        "When the paths are all under helpers/, group it.",
        "You left out 12 of 12 changes with all paths under helpers/.",
      ],
    ]);
    expect(texts(proposed(told, { takenOut: inHelpers }))[0]?.[0]).toBe(
      "When the paths are all under helpers/, leave it out.",
    );
  });

  test("a word that stands in front of titles is a rule", () => {
    const [first, ...others] = proposed((pr) => asPulse(pr) || isInternal(pr));
    expect(others).toEqual([]);
    expect([first?.text, first?.because]).toEqual([
      "When the title begins with internal:, tell it.",
      "You announced 12 of 12 changes whose title begins with “internal:”.",
    ]);
  });

  test("their own headings are sections, in the order of their texts", () => {
    const [first, ...others] = proposed((pr) => {
      if (!asPulse(pr)) return false;
      return pr.title.startsWith("Fix") ? "Repairs" : "What you can do now";
    });
    expect(others).toEqual([]);
    expect(first?.change).toEqual({
      what: "sections",
      sections: [
        { name: "What you can do now", kinds: ["feature", "improvement"] },
        { name: "Repairs", kinds: ["fix"] },
      ],
    });
  });

  test("what its analysis type calls them already is no question, nor what a rule puts somewhere", () => {
    const headings = [
      ["fix", "Worth watching"],
      ["feature", "New surface"],
      ["improvement", "New surface"],
    ] as const;
    const asItStands = (pr: PullRequest) =>
      asPulse(pr) && (pr.title.startsWith("Fix") ? "Worth watching" : "New surface");
    expect(proposed(asItStands, { headings })).toEqual([]);
    expect(proposed(asItStands)).toHaveLength(1);

    const rule = policyRule.parse({
      when: [{ what: "titles", how: "starts", values: ["Fix"] }],
      then: "cite",
      section: "Repairs",
    });
    const held: PolicyParts = { rules: [rule], sections: [{ name: "Repairs", kinds: [] }] };
    expect(proposed((pr) => asPulse(pr) && (pr.title.startsWith("Fix") ? "Repairs" : true), { held })).toEqual([]);
  });

  test("a rule that they contradict is asked about again, whoever made it", () => {
    const rule = policyRule.parse({
      when: [{ what: "paths", how: "all", values: ["docs/"] }],
      then: "omit",
      firm: "always",
    });
    const held: PolicyParts = { rules: [rule] };
    const [first] = proposed((pr) => asPulse(pr) || isIn("docs/")(pr), { held });
    expect(first).toMatchObject({
      change: { what: "another_rule", was: rule, rule: { ...rule, then: "cite", firm: "usually" } },
      text: "When the paths are all under docs/, tell it. Instead of: “When the paths are all under docs/, never tell it.”",
    });
  });
});

describe("no question comes of too little", () => {
  const inHelpers = isIn("helpers/");

  test("one window is an accident, and what happened in one alone stays one", () => {
    expect(proposed((pr) => asPulse(pr) && !inHelpers(pr), {}, 1)).toEqual([]);
    expect(proposed((pr, week) => asPulse(pr) && !(week === 0 && inHelpers(pr)))).toEqual([]);
  });

  test("what they did half of the time is no rule", () => {
    expect(proposed((pr) => asPulse(pr) || (isBump(pr) && pr.number % 2 === 0))).toEqual([]);
  });

  test("no rule is made of a person, and none of what an author marked", () => {
    const all = proposed((pr) => asPulse(pr) && !inHelpers(pr));
    expect(JSON.stringify(all.map(({ change }) => change))).not.toContain("mira");
    const held: PolicyParts = { docs: "group" };
    expect(proposed(() => false, { held }).every(({ change }) => change.what !== "another_rule")).toBe(true);
  });

  test("what was accepted is not asked again, and a key is the same whenever it is asked", () => {
    const told = (pr: PullRequest) => asPulse(pr) || isBump(pr);
    const [first] = proposed(told);
    const held = changedPolicy({}, first!.change);
    expect(held).toEqual({ dependencies: "cite" });
    expect(proposed(told, { held })).toEqual([]);
    expect(proposed(told, {}, 6)[0]?.key).toBe(first?.key);
  });
});
