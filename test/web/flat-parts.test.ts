import { expect, test } from "vitest";
import { flatParts, mergeParts, partsOfFlat, seenOf, type FlatParts } from "../../app/web/templates/flat-parts.ts";
import { templateParts } from "../../webhooks/contract/templates.ts";
import fc from "../support/chance.ts";

const fields = fc.constantFrom("prompts.lead", "prompts.types/a", "skills.voice", "tools", "limits.tokens");
const texts = fc.constantFrom("", "a", "b", "a line\nand another", " ");
const sides: fc.Arbitrary<FlatParts> = fc.array(fc.tuple(fields, texts)).map((pairs) => new Map(pairs));

test("where two change a draft, each field is as one of them has it, and what only one changed is theirs", () => {
  fc.assert(
    fc.property(sides, sides, sides, (drawn, mine, theirs) => {
      const { parts, clashes, taken } = mergeParts(seenOf(drawn), mine, theirs);
      for (const field of new Set([...drawn.keys(), ...mine.keys(), ...theirs.keys()])) {
        const [was, own, other, now] = [drawn, mine, theirs, parts].map((side) => side.get(field));
        if (own === was) expect(now).toBe(other);
        else expect(now).toBe(own);
        expect(clashes.includes(field)).toBe(own !== other && own !== was && other !== was);
        expect(taken.includes(field)).toBe(own !== other && own === was);
      }
    }),
  );
});

test("parts come back from their fields as they were", () => {
  const parts = templateParts.parse({
    description: "How it is written",
    prompts: { lead: "One.\n", "types/weekly_digest": "---\nfix: Fixes\n---\n" },
    skills: { constructor: "Words" },
    tools: ["read_diff"],
    models: ["rules", "configured:*"],
    limits: { writing_minutes: 6, model_calls: 9, tokens: 2_000, tool_calls: 0, repair_rounds: 1, answer_tokens: 500 },
    policy: { docs: "cite", max_items: 9 },
  });
  expect(templateParts.parse(partsOfFlat(flatParts(parts)))).toEqual(parts);
});
