import { canonicalJson } from "../../webhooks/contract/digest.ts";
import type { VersionDifference } from "../../webhooks/contract/templates.ts";
import type { Spec } from "./specification.ts";

/** What a text is, for whoever draws the difference: the rest are values. */
const TEXTS = { prompts: "prompt", skills: "skill" } as const;

type Compared = Pick<VersionDifference, "field" | "kind"> & { value: string };

/** Field by field, in an order that follows from the names alone; what only one of them has is null in the other. */
export function specDifferences(older: Spec, newer: Spec): { differences: VersionDifference[]; same: string[] } {
  const [was, is] = [older, newer].map((spec) => new Map(fieldsOf(spec).map((one) => [one.field, one])));
  const fields = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort();
  const differences: VersionDifference[] = [];
  const same: string[] = [];
  for (const field of fields) {
    const [before, after] = [was?.get(field), is?.get(field)];
    if (before?.value === after?.value) same.push(field);
    else {
      const kind = (after ?? before)?.kind ?? "value";
      differences.push({ field, kind, older: before?.value ?? null, newer: after?.value ?? null });
    }
  }
  return { differences, same };
}

function fieldsOf({ prompts, skills, tool_digests, limits, policy, steps: _, ...values }: Spec): Compared[] {
  const texts = { prompts, skills };
  return [
    ...Object.entries(TEXTS).flatMap(([of, word]) =>
      Object.entries(texts[of as keyof typeof TEXTS]).map(([name, value]): Compared => ({
        field: `${word} ${name}`,
        kind: "text",
        value,
      })),
    ),
    ...Object.entries(tool_digests).flatMap(([of, digests]) =>
      Object.entries(digests).map(([name, value]) => valued(`schema of ${of} tool ${name}`, value)),
    ),
    ...Object.entries(limits).map(([name, value]) => valued(`limit ${name}`, value)),
    ...Object.entries(policy).map(([name, value]) => valued(`policy ${name}`, value)),
    ...Object.entries(values).map(([name, value]) => valued(name, value)),
  ];
}

const valued = (field: string, value: unknown): Compared => ({
  field,
  kind: "value",
  value: typeof value === "string" ? value : canonicalJson(value),
});
