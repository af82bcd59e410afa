import { describe, expect, test } from "vitest";
import { type WrittenShare, writtenShare } from "../../../pipelines/report/agent/answer.ts";
import { mendShare, withMended } from "../../../pipelines/report/agent/mend.ts";
import { sharesOf } from "../../../pipelines/report/agent/share.ts";
import { spec } from "../../../pipelines/report/what-shipped.ts";
import { planReport } from "../../../pipelines/text/plan/plan.ts";
import { type ItemKind, itemKinds } from "../../../webhooks/contract/kinds.ts";
import fc from "../../support/chance.ts";
import { fated } from "../../support/fated.ts";
import { defaults, harbor, pull, week } from "../../support/pulls.ts";

const sources = [harbor];
const analysis_type = "weekly_digest" as const;
const PULLS = [
  pull(1, "feat(api)!: page all lists by cursor"),
  pull(2, "feat: a parcel's way on a map"),
  pull(3, "fix: survive a feed that ends early"),
  pull(4, "feat: a checklist for new shops"),
  pull(5, "ci: cache modules"),
];

function ofPlan(pulls = PULLS, max_items: number | null = null) {
  const pull_requests = fated(pulls);
  const policy = { ...defaults, ...(max_items && { max_items }) };
  const plan = planReport({ pull_requests, ignored: [], policy, analysis_type, sources, window: week });
  // Safe: there is something to write about.
  const share = sharesOf(plan, spec.limits, sources)[0]!;
  return { share, plan, sources, analysis_type };
}

type Told = { text?: string; kind?: ItemKind | null; prs: string[] };

function mended({ items = [], ...rest }: { items?: Told[] } & Partial<Omit<WrittenShare, "items">>, of = ofPlan()) {
  const written = items.map(({ prs, text = `About ${prs}`, kind = "feature" }) => ({
    kind,
    area: "",
    text,
    prs,
    highlight: false,
  }));
  const made = mendShare({ items: written, grouped: [], omitted: [], ...rest }, of);
  const short = (prs: readonly string[]) => prs.map((pr) => pr.slice(pr.indexOf("#"))).join(" ");
  return {
    items: made.answer.items.map(({ prs, text }) => `${short(prs)} ${text}`),
    kinds: made.answer.items.map(({ kind }) => kind),
    grouped: made.answer.grouped.map(({ prs, label }) => `${short(prs)} ${label}`.trim()),
    omitted: made.answer.omitted.map(({ pr }) => short([pr])),
    replaced: made.replaced.map(({ prs, because }) => `${short(prs)} ${because}`),
    noted: made.noted.map(({ pr, because }) => `${short([pr])} ${because}`),
  };
}

const ALL = ["#1", "#2", "#3", "#4"].map((pr) => ({ prs: [pr] }));
const TOLD = ["#1 About #1", "#2 About #2", "#3 About #3", "#4 About #4"];

describe("what code mends in an answer, without asking anybody", () => {
  test("nothing, where each pull request stands in one place", () => {
    expect(mended({ items: ALL })).toMatchObject({ items: TOLD, grouped: [], replaced: [], noted: [] });
  });

  test("one that is missing gets the rules’ item, which says so", () => {
    const { items, replaced } = mended({ items: ALL.slice(0, 3) });
    expect(items).toEqual([...TOLD.slice(0, 3), "#4 A checklist for new shops"]);
    expect(replaced).toEqual(["#4 The model’s answer did not have it."]);
  });

  test("one that the plan only counts is counted when it is missing", () => {
    const of = ofPlan(PULLS, 3);
    const { items, grouped, replaced } = mended({ items: [{ prs: ["#1"] }] }, of);
    expect(items).toHaveLength(3);
    expect([grouped.length, replaced.length]).toEqual([1, 2]);
  });

  test("one in several places keeps the first, and items come first", () => {
    const grouped = [{ label: "things", prs: ["#2", "#4"] }];
    const made = mended({ items: [...ALL.slice(0, 3), { prs: ["#1", "#3"], text: "Twice" }], grouped });
    expect(made.items).toEqual(TOLD.slice(0, 3));
    expect(made.grouped).toEqual(["#4 things"]);
    expect(made.noted.map((note) => note.slice(0, 2))).toEqual(["#1", "#3", "#2"]);
  });

  test("what it was not given is taken out, and an item that is left without any goes", () => {
    const items = [{ prs: ["#1", "#999"] }, ...ALL.slice(1), { prs: ["acme/secret#1"] }, { prs: [] }];
    const made = mended({ items });
    expect(made.items.map((item) => item.slice(0, 3))).toEqual(["#1 ", "#2 ", "#3 ", "#4 "]);
    expect(made.noted).toEqual(["#1 The model named others with it that it had not been given: they are taken out"]);
  });

  test.each([
    ["counted", { grouped: [{ label: "things", prs: ["#1"] }] }, "The model only counted it"],
    ["left out", { omitted: [{ pr: "#1", reason: "refactor" as const }] }, "The model left it out"],
  ])("what must be told and was only %s becomes the rules’ item", (_how, rest, said) => {
    const made = mended({ items: ALL.slice(1), ...rest });
    expect(made.items.at(-1)).toBe("#1 Page all lists by cursor");
    expect(made.replaced).toEqual([`#1 ${said}, and it is a breaking change.`]);
    expect([made.grouped, made.omitted]).toEqual([[], []]);
  });

  test.each([
    ["only counts", { grouped: [{ label: "changes", prs: ["#2", "#3", "#4"] }] }],
    ["leaves out", { omitted: ["#2", "#3", "#4"].map((pr) => ({ pr, reason: "not_user_facing" as const })) }],
    ["forgets", {}],
  ])("an answer that %s everything is none: the rules’ items stand there", (_what, rest) => {
    const { items, grouped, omitted, replaced } = mended(rest);
    expect(items).toHaveLength(4);
    expect([grouped, omitted, replaced.length]).toEqual([[], [], 4]);
  });

  test("an area that is a sentence gives way to the plan’s", () => {
    const read = writtenShare(["fix"]).parse({
      items: [{ area: "a ".repeat(30), text: "Cursors", prs: ["#1"], kind: "fix" }],
    });
    expect(mendShare(read, ofPlan()).answer.items[0]?.area).toBe("API");
  });

  test.each(["- Cursors", "* Cursors", "2. Cursors", "[b]Cursors", "[b} Cursors,", " Cursors ;"])(
    "“%s” loses what belongs to a list, and no word",
    (text) => {
      expect(mended({ items: [{ prs: ["#1"], text }] }).items[0]).toBe("#1 Cursors");
    },
  );

  test.each(["2.15 is out", "[API] Cursors", "-1 is no page", "3 pages", "`--all` pages"])("“%s” stays", (text) => {
    expect(mended({ items: [{ prs: ["#1"], text }] }).items[0]).toBe(`#1 ${text}`);
  });

  test("an item without words gets the rules’", () => {
    expect(
      mended({ items: [{ prs: ["#2"], text: " " }, ...ALL.filter(({ prs }) => prs[0] !== "#2")] }).items,
    ).toContain("#2 A parcel's way on a map");
  });

  test("too many items fold as the limit folds: the least telling ones, never what must be told", () => {
    const of = ofPlan(
      [pull(1, "feat!: cursors"), ...Array.from({ length: 11 }, (_, index) => pull(index + 2, `fix: thing ${index}`))],
      3,
    );
    const items = of.share.prs.map((pr) => ({ prs: [pr], kind: "fix" as const })).toReversed();
    const made = mended({ items }, of);
    expect(made.items).toHaveLength(of.share.most_items + 2);
    expect(made.items.join()).toContain("acme/harbor#1");
    expect(made.grouped).toHaveLength(12 - made.items.length);
    expect(made.noted[0]).toContain("more than there is room for");
  });

  test("a kind that was not asked for becomes the plan’s", () => {
    const read = writtenShare(["feature", "fix", "breaking"]).parse({
      items: [
        { kind: "wonder", area: 7, text: "A map", prs: "#2", confidence: 1 },
        { kind: "fix", text: "Feeds", prs: [3] },
        "no item",
      ],
    });
    const made = mendShare(read, ofPlan());
    expect(made.answer.items.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "feature A map",
      "fix Feeds",
      "breaking Page all lists by cursor",
      "feature A checklist for new shops",
    ]);
  });

  test("whatever is answered, each pull request of the share ends in exactly one place", () => {
    const ref = fc.constantFrom("#1", "#2", "3", "acme/harbor#4", "#5", "#77", "nobody/else#1", "", "x");
    const prs = fc.array(ref, { maxLength: 4 });
    const answer = fc.record({
      items: fc.array(
        fc.record({
          kind: fc.option(fc.constantFrom(...itemKinds)),
          area: fc.string(),
          text: fc.string(),
          prs,
          highlight: fc.boolean(),
        }),
      ),
      grouped: fc.array(fc.record({ label: fc.string(), prs })),
      omitted: fc.array(fc.record({ pr: ref, reason: fc.constant("docs" as const) })),
    });
    const of = ofPlan();
    fc.assert(
      fc.property(answer, (written) => {
        const { items, grouped, omitted } = mendShare(written, of).answer;
        const placed = [...[...items, ...grouped].flatMap((one) => one.prs), ...omitted.map(({ pr }) => pr)];
        expect(new Set(placed).size).toBe(placed.length);
        expect(of.share.prs.filter((pr) => !placed.includes(pr))).toEqual([]);
        expect(placed.filter((pr) => ![...of.share.prs, ...of.share.also].includes(pr))).toEqual([]);
        expect(items.some((item) => item.prs.includes("acme/harbor#1"))).toBe(true);
      }),
    );
  });
});

test("a sentence that was cut at its room ends with its last whole one; where none is whole the rules write", () => {
  const whole = "Lists are paged by cursor, whatever they are sorted by.";
  const cut = `${whole} It ${"goes on and on ".repeat(20)}`.slice(0, 240);
  const rambling = "It helps to make it easier to manage and ".repeat(9).slice(0, 240);
  const seen = mended({ items: [{ prs: ["#1"], text: cut }, { prs: ["#2"], text: rambling }, ...ALL.slice(2)] });
  expect(seen.items).toContain(`#1 ${whole}`);
  expect(seen.items.find((item) => item.startsWith("#2 "))).not.toContain("easier");
  expect(seen.replaced).toEqual(["#2 The model’s sentence broke off where its room ended."]);
});

test("a sentence that ends where what the model was shown had been cut is no sentence", () => {
  const body =
    "The stack limit of a process is raised before its command is launched, which some programs take for theirs.";
  const of = ofPlan([...PULLS.slice(0, 1), pull(2, "feat: a parcel's way on a map", { body }), ...PULLS.slice(2)]);
  const small = { ...of, share: { ...of.share, detail: "short" as const } };
  const cut =
    "Parcels: the stack limit of a process is raised before its command is launched, which some programs take for";
  const told = (text: string) => mended({ items: [ALL[0]!, { prs: ["#2"], text }, ...ALL.slice(2)] }, small);
  const rules = { items: [TOLD[0], TOLD[2], TOLD[3], "#2 A parcel's way on a map"] };
  const because = "The model’s sentence broke off where the description that it was shown had been cut.";
  for (const end of ["", ".", "…", "..."]) {
    expect(told(cut + end)).toMatchObject({ ...rules, replaced: [`#2 ${because}`] });
  }
  const whole = "A parcel's way is drawn on the map of its harbor.";
  expect(told(`${whole} ${cut}…`).items).toContain(`#2 ${whole}`);
  // Where none of its sentences is whole, each says so.
  const all = mended({ items: ALL.map((one) => ({ ...one, text: "Adds a part of the map to the" })) }, small);
  expect(all.replaced.map((said) => said.slice(3))).toEqual(Array(4).fill("The model’s sentence broke off."));
  // Who was shown all of it may say so.
  expect(mended({ items: [ALL[0]!, { prs: ["#2"], text: body }, ...ALL.slice(2)] }, of).replaced).toEqual([]);
  expect(told("Adds the way of a parcel to the map and the").replaced).toEqual(["#2 The model’s sentence broke off."]);
});

test("of a mended answer only what was faulty is taken: the rest stays word for word, in its order", () => {
  const item = (pr: string, text: string) => ({ kind: "fix" as const, area: "", text, prs: [pr], highlight: false });
  const full = (number: number) => `acme/harbor#${number}`;
  const before = {
    items: [item(full(1), "One"), item(full(2), "Wrong"), item(full(3), "Three")],
    grouped: [{ label: "things", prs: [full(4)] }],
    omitted: [],
  };
  const after = {
    items: [item("#3", "Worse"), item("#2", "Right"), item("#4", "Told now"), item("#5", "New")],
    grouped: [{ label: "others", prs: ["#1"] }],
    omitted: [{ pr: "#3", reason: "docs" as const }],
  };
  const { items, grouped, omitted } = withMended(before, after, [full(2)], sources);
  expect(items.map(({ text }) => text)).toEqual(["One", "Right", "Three"]);
  expect([grouped, omitted]).toEqual([before.grouped, []]);
});
