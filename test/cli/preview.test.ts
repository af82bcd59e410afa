import { expect, test } from "vitest";
import { cliHouse, SECURITY } from "../support/cli-house.ts";

const { app, profile, pulse, fileOf, holds } = cliHouse();

const HOSTILE = "Fix\u001b]0;owned\u0007 \u001b[31mred\u202e gnp.exe\n<!channel>";
const pull = (number: number, title: string) => ({
  pr: `acme/harbor#${number}`,
  title,
  url: `https://github.com/acme/harbor/pull/${number}`,
});

test("a preview names what moves, window by window, and the rules that do nothing; a title moves no cursor", async () => {
  fileOf(0, { rules: [SECURITY, { ...SECURITY, then: "omit" }] });
  const place = { disposition: "omit" as const, section: null, kind: "fix" as const };
  const run_id = "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10";
  app().pipelines.policyPreview = {
    ...app().pipelines.policyPreview,
    windows: [
      {
        run_id,
        timeframe: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" },
        merged: 9,
        told: { before: 4, after: 0 },
        moves: [
          { ...pull(12, HOSTILE), from: { ...place, disposition: "cite", section: "Fixed" }, to: place, rule: 2 },
        ],
      },
    ],
    rules: [
      {
        number: 1,
        fits: 0,
        decides: 0,
        examples: [],
        contradicts: [],
        unknown: [{ value: "security", nearest: "secure" }],
        hides: [],
      },
      {
        number: 2,
        fits: 3,
        decides: 0,
        examples: [],
        contradicts: [{ ...pull(13, "Other"), rule: 1 }],
        unknown: [],
        hides: [pull(14, "Drop")],
      },
    ],
  };
  const { exit, out } = await pulse("policy", "preview", profile().slug, "policy.json");
  expect(exit).toBe(0);
  expect(out).toBe(
    [
      "9–15 Nov 2026: 9 merged, 0 told, 4 before",
      "  told under Fixed → left out: acme/harbor#12 Fix]0;owned [31mred gnp.exe <!channel> (rule 2)",
      "Rule 1: When a label is security, always tell it.",
      "  It fits nothing in this window.",
      "  Nothing here has “security”; “secure” is near.",
      "Rule 2: When a label is security, never tell it.",
      "  Earlier rules decide all 3 that it fits.",
      "  An earlier rule says otherwise of acme/harbor#13 Other.",
      "  Breaking or security changes that it leaves untold: acme/harbor#14 Drop.",
      "With this policy 9–15 Nov 2026 would tell nothing.",
      "",
    ].join("\n"),
  );
  const json = await pulse("policy", "preview", profile().slug, "policy.json", "--json");
  expect(json.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(json.out)).toMatchObject({ empties: [run_id], windows: [{ moves: [{ title: HOSTILE }] }] });

  const refused = await pulse("policy", "push", profile().slug, "policy.json");
  expect([refused.exit, refused.err]).toEqual([
    1,
    "With this policy 9–15 Nov 2026 would tell nothing. Change a rule, or push with --even-if-empty.\n",
  ]);
  expect(await pulse("policy", "push", profile().slug, "policy.json", "--even-if-empty")).toMatchObject({ exit: 0 });
});

test("rules that cannot be kept are named as people count them", async () => {
  fileOf(0, { rules: [SECURITY] });
  const fault = {
    path: "policy.rules.0.section",
    code: "no_section",
    message: "There is no section “News”.",
    fix: "Add it.",
  };
  app().pipelines.policyPreview.faults = [fault];
  const { exit, out } = await pulse("policy", "preview", profile().slug, "policy.json");
  expect([exit, out]).toEqual([
    1,
    "This policy cannot be kept.\n  Rule 1, section: There is no section “News”. Add it.\n",
  ]);
  expect(await pulse("policy", "push", profile().slug, "policy.json")).toMatchObject({
    exit: 1,
    err: expect.stringContaining("There is no section “News”. Add it."),
  });
  expect(await holds()).toEqual({ number: 0, policy: {} });
});
