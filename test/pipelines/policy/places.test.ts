import { describe, expect, test } from "vitest";
import { proposalsFrom } from "../../../pipelines/policies/learn/propose.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { type PolicyParts, policyRule } from "../../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../../webhooks/contract/proposed-change.ts";
import fc from "../../support/chance.ts";
import { type Made, madeAlike, taughtWeeks } from "../../support/taught.ts";

/** Additions and fixes, of which some lie in a folder, some have a label, and some are by a machine. */
const MERGED: readonly Made[] = [
  ...madeAlike(4, (at) => ({ title: `Add format ${at}`, paths: [`src/export/format-${at}.ts`] })),
  ...madeAlike(3, (at) => ({ title: `Fix the crash in view ${at}`, paths: [`src/views/view-${at}.ts`] })),
  ...madeAlike(2, (at) => ({ title: `Add partner ${at}`, paths: [`partners/api-${at}.ts`] })),
  { title: "Fix the partner login", paths: ["partners/login.ts"] },
  ...madeAlike(2, (at) => ({ title: `Add colour ${at}`, paths: [`src/look/${at}.ts`], labels: ["area: look"] })),
  ...madeAlike(2, (at) => ({ title: `internal: Split module ${at}`, paths: [`src/core/module-${at}.ts`] })),
  ...madeAlike(2, (at) => ({ title: `refactor: Move engine ${at}`, paths: [`src/engine/engine-${at}.ts`] })),
];
const isPartner = ({ files = [] }: PullRequest) => files.every(({ path }) => path.startsWith("partners/"));
const isInternal = ({ title }: PullRequest) => title.startsWith("internal:");

/** Where Pulse tells what it tells of this team; false where it does not. */
function usual({ title }: PullRequest): string | false {
  if (/^(?:internal|refactor):/.test(title)) return false;
  return title.startsWith("Fix ") ? "Fixed" : "New";
}

type Told = (pr: PullRequest, week: number) => string | boolean;

const proposed = (told: Told, held: PolicyParts = {}, weeks = 4) =>
  proposalsFrom(taughtWeeks(weeks, told, { held, merged: MERGED }), held);

const missed = "acme/harbor#208";
const moves: Told = (pr) => (isPartner(pr) && pr.ref !== missed ? "Partners" : usual(pr));

describe("what people put under a heading of its own becomes a rule that says where", () => {
  test("with its evidence, what stood elsewhere, and a section that is made where it stands in their texts", () => {
    const [first, ...others] = proposed(moves);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      text: "When the paths are all under partners/, tell it under Partners. That section is new.",
      because: "You put 11 of 12 changes with all paths under partners/ under “Partners”.",
      evidence: { fits: 12, agree: 11, windows: 4, not_told: [], elsewhere: [{ pr: missed }] },
      moves: 12,
    });
    const { rules, sections } = changedPolicy({}, first!.change);
    expect(rules?.[0]).toMatchObject({ then: "cite", section: "Partners", firm: "usually" });
    expect(sections?.map(({ name }) => name).join()).toBe(
      "Breaking changes,Security,New,Improved,Faster,Fixed,Rolled back,Documentation,Under the hood,Partners",
    );
  });

  test("behind an order that the team has, and as a rule alone where there is that section", () => {
    const own: PolicyParts = { sections: [{ name: "New", kinds: ["feature"] }] };
    const [first] = proposed(moves, own);
    expect(changedPolicy(own, first!.change).sections?.map(({ name }) => name)).toEqual(["New", "Partners"]);
    const [docs] = proposed((pr) => (isPartner(pr) ? "documentation" : usual(pr)));
    expect(docs).toMatchObject({ text: "When the paths are all under partners/, tell it under documentation." });
    expect(docs?.change).not.toHaveProperty("sections");
  });

  test("by a label as by a folder, and no more once it is accepted", () => {
    const looks: Told = (pr) => (pr.labels.length > 0 ? "Looks" : usual(pr));
    const [first, ...others] = proposed(looks);
    expect(others).toEqual([]);
    expect(first?.because).toBe("You put 8 of 8 changes labelled “area: look” under “Looks”.");
    expect(proposed(looks, changedPolicy({}, first!.change))).toEqual([]);
  });

  test("together with that they tell it, where Pulse does not", () => {
    const [first, ...others] = proposed((pr, week) => {
      if (pr.title === "refactor: Move engine 1") return week > 0 && "Under the hood";
      return isInternal(pr) ? "Engine room" : usual(pr);
    });
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      text: "When the title begins with internal:, tell it under Engine room. That section is new.",
      because: "You announced 8 of 8 changes whose title begins with “internal:”, 8 of them under “Engine room”.",
    });
  });

  test("of a rule that is there already, as that rule with a place", () => {
    const rule = policyRule.parse({ when: [{ what: "paths", how: "all", values: ["partners/"] }], then: "cite" });
    const [first, ...others] = proposed(moves, { rules: [rule] });
    expect(others).toEqual([]);
    expect(first?.change).toMatchObject({ what: "another_rule", was: rule, rule: { ...rule, section: "Partners" } });
  });

  test("and other names for the sections keep the one that a rule puts something into", () => {
    const held = changedPolicy({}, proposed(moves)[0]!.change);
    const renamed = changedPolicy(held, { what: "sections", sections: [{ name: "Repairs", kinds: ["fix"] }] });
    expect(renamed.sections).toEqual([
      { name: "Repairs", kinds: ["fix"] },
      { name: "Partners", kinds: [] },
    ]);
  });
});

describe("no place is asked for by chance", () => {
  test("one window is an accident, and what moved half of the time is no rule", () => {
    expect(proposed((pr, week) => (isPartner(pr) && week === 1 ? "Partners" : usual(pr)))).toEqual([]);
    expect(proposed((pr) => (isPartner(pr) && pr.number % 2 === 0 ? "Partners" : usual(pr)))).toEqual([]);
  });

  test("what a kind stands under is no rule, but a section of that kind", () => {
    const [first, ...others] = proposed((pr) => (usual(pr) === "Fixed" ? "Repairs" : usual(pr)));
    expect(others).toEqual([]);
    expect(first?.change.what).toBe("sections");
  });

  test("nothing is made of twelve windows in which people move things anywhere", () => {
    const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(chances, fc.constantFrom(0.2, 0.4, 0.6, 0.8), fc.constantFrom(1, 2), (chance, share, names) => {
        const told: Told = (pr) => {
          const [moved = 1, to = 0] = [...chance.take(2)];
          return moved < share && usual(pr) ? (["Partners", "Looks"][Math.floor(to * names)] ?? false) : usual(pr);
        };
        const placed = proposed(told, {}, 12).flatMap(({ change, because }) =>
          "rule" in change && change.rule.section ? [because] : [],
        );
        expect(placed).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
