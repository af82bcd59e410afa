import { expect, test } from "vitest";
import { evidenceLine } from "../../../pipelines/report/agent/evidence-line.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";
import { startWithin, lineBeginning } from "../../../pipelines/text/clean-text.ts";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import fc from "../../support/chance.ts";
import { fated } from "../../support/fated.ts";
import { harbor, pull, week } from "../../support/pulls.ts";

const sources = [harbor];

/** What a model reads of it. */
function shown(title: string, body: string, detail?: "short" | "least") {
  const plan = planReport({
    pull_requests: fated([{ ...pull(1, title), body }]),
    ignored: [],
    policy: spec.policy,
    analysis_type: "weekly_digest",
    sources,
    window: week,
  });
  // Safe: there is one.
  return JSON.parse(evidenceLine(plan.planned[0]!, sources, detail)) as { title: string; body: string };
}

const BODY =
  "The stack limit of a process is raised before its command is launched, which some programs take for theirs.";

test("a description that is cut for a model ends with a whole word and says so", () => {
  expect(shown("feat: a map", BODY).body).toBe(BODY);
  expect(shown("feat: a map", BODY, "short").body).toBe(
    "The stack limit of a process is raised before its command is launched, which some programs take for…",
  );
  expect(shown("feat: a map", BODY, "least").body).toBe("The stack limit of a process is raised before its…");
});

test("so does a title", () => {
  const { title } = shown(`fix: ${"every list of parcels ".repeat(20)}`, "", "least");
  expect(title.length).toBeLessThanOrEqual(100);
  expect(title).toMatch(/ (?:every|list|of|parcels)…$/);
});

test("a title that may lack text says so, and no other does", () => {
  const lineOf = (doubts: ("title" | "author")[]) => {
    const all = { ignored: [], policy: spec.policy, analysis_type: "weekly_digest" as const, sources, window: week };
    const plan = planReport({ ...all, pull_requests: fated([{ ...pull(1, "Fix crash when i &lt;"), doubts }]) });
    return JSON.parse(evidenceLine(plan.planned[0]!, sources)) as Record<string, unknown>;
  };

  expect(lineOf(["title", "author"])["title_may_lack_text"]).toBe(true);
  expect(lineOf(["author"])).not.toHaveProperty("title_may_lack_text");
});

test("a sentence that ends where it is cut keeps its end, and nothing that joins the next one", () => {
  expect(lineBeginning("It is done. And more of it", 13)).toBe("It is done.…");
  expect(lineBeginning("One thing, and another", 12)).toBe("One thing…");
});

test("what has no blanks is cut between its letters", () => {
  expect(lineBeginning("a".repeat(50), 10)).toBe(`${"a".repeat(9)}…`);
  expect(lineBeginning("一覧はカーソルでめくられます", 6)).toBe("一覧はカー…");
});

test("a line that is many times too long says that it goes on, whatever is left of its beginning", () => {
  expect(lineBeginning(`Done${" ".repeat(400)}and more`, 20)).toBe("Done …");
});

test("nothing gets longer than it may be, and what is short stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.integer({ min: 2, max: 60 }), (text, most) => {
      const cut = startWithin(text, most);
      expect(cut.length).toBeLessThanOrEqual(most);
      if (text.length <= most) expect(cut).toBe(text);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});
