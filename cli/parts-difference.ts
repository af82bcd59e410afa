import { isDeepStrictEqual } from "node:util";
import type { TemplateParts, VersionDifference } from "../webhooks/contract/templates.ts";
import { placeOfPart } from "./template-folder/place-of-part.ts";
import { textDifference } from "./text-difference.ts";
import { bold, dim, green, onOneLine, red } from "./say.ts";

/** What people can change, field by field as the API names it for two versions. */
export function partsDifference(older: TemplateParts, newer: TemplateParts): VersionDifference[] {
  const [was, is] = [fieldsOf(older), fieldsOf(newer)];
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((field) => {
    const [before, after] = [was.get(field) ?? null, is.get(field) ?? null];
    if (isDeepStrictEqual(before, after)) return [];
    const kind = /^(?:prompt|skill) /.test(field) ? "text" : "value";
    return { field, kind, older: told(before), newer: told(after) } as const;
  });
}

function fieldsOf({ prompts, skills, limits, policy, ...values }: TemplateParts): Map<string, unknown> {
  const named = (word: string, parts: object) =>
    Object.entries(parts).map(([name, value]) => [`${word} ${name}`, value as unknown] as const);
  return new Map([
    ...named("prompt", prompts),
    ...named("skill", skills),
    ...named("limit", limits),
    ...named("policy", policy),
    ...Object.entries(values),
  ]);
}

const told = (value: unknown): string | null =>
  value === null ? null : typeof value === "string" ? value : JSON.stringify(value);

/** One under the other, as one reads them. @param inFiles Whether texts are called by their files. */
export function differenceLines(differences: readonly VersionDifference[], inFiles: boolean): string[] {
  return differences.flatMap((one) => {
    const name = inFiles && one.kind === "text" ? placeOfPart(one.field) : one.field;
    return [`${bold(onOneLine(name))}${dim(newsOf(one))}`, ...bodyOf(one).map((line) => `  ${line}`)];
  });
}

function newsOf({ older, newer }: VersionDifference): string {
  return older === null ? " is new" : newer === null ? " is gone" : "";
}

function bodyOf({ kind, older, newer }: VersionDifference): string[] {
  if (kind === "text") return textDifference(older ?? "", newer ?? "");
  return [
    ...(older === null ? [] : [red(`- ${onOneLine(older)}`)]),
    ...(newer === null ? [] : [green(`+ ${onOneLine(newer)}`)]),
  ];
}
