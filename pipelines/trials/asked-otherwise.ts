import type { Run } from "../../db/pipelines/tables.ts";
import { canonicalJson } from "../../webhooks/contract/digest.ts";
import type { RunDifference } from "../../webhooks/contract/difference.ts";

/** What two runs were asked and written with that differs: the template first, the code, then each parameter. */
export function askedOtherwise(before: Run, after: Run): RunDifference["asked"] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    const [one, other] = [was.get(field) ?? null, is.get(field) ?? null];
    return one === other ? [] : [{ field, before: one, after: other }];
  });
}

function fieldsOf(run: Run): Map<string, string | null> {
  const { template_name, template_version, trial, release, commit, dirty, parameters } = run;
  const draft = trial?.change.draft;
  const template = `${template_name}@${template_version}${draft === undefined ? "" : `, draft ${draft}`}`;
  const code = [release, commit, dirty ? "changed since" : null].filter(Boolean).join(", ");
  const asked = Object.entries(parameters).map(
    ([name, value]) => [name, typeof value === "string" ? value : canonicalJson(value)] as const,
  );
  return new Map<string, string | null>([["template", template], ["code", code || null], ...asked]);
}
