import type { TemplateAnswer } from "../../../webhooks/contract/runs.ts";
import { BUILT_IN_REF, PRODUCTION } from "../../../webhooks/contract/template-ref.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Deps } from "../../deps.ts";

/** What may write a profile's updates. */
export type TemplateChoices = { value: string; label: string; chosen: boolean }[];

/** Empty where there is nothing but the usual one, or nobody can say: what is saved stays then. */
export async function templateChoices(
  { pipelines }: Pick<Deps, "pipelines">,
  chosen: string | null,
): Promise<TemplateChoices> {
  try {
    const { templates } = pipelines;
    const [listed, builtIn] = await Promise.all([templates.list(), templates.get(BUILT_IN_REF)]);
    return choicesIn(listed, builtIn.name, chosen ?? "");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [];
  }
}

function choicesIn(listed: readonly TemplateAnswer[], builtIn: string, chosen: string): TemplateChoices {
  const names = [builtIn, ...new Set(listed.map(({ name }) => name).filter((name) => name !== builtIn))];
  const own = listed.flatMap(({ name, version, tags }) =>
    tags.filter((tag) => tag !== PRODUCTION).map((tag) => ({ name, version, tag })),
  );
  if (names.length === 1 && own.length === 0 && chosen === "") return [];
  const choices = names.flatMap((name) => [
    { value: name === builtIn ? "" : name, label: `${name}, what is in production` },
    ...own
      .filter((one) => one.name === name)
      .map(({ version, tag }) => ({ value: `${name}:${tag}`, label: `${name}, what ${tag} names (${version} now)` })),
    ...listed
      .filter((one) => one.name === name)
      .map(({ version }) => ({ value: `${name}@${version}`, label: `${name}, always version ${version}` })),
  ]);
  const known = choices.some(({ value }) => value === chosen);
  const all = known ? choices : [...choices, { value: chosen, label: chosen }];
  return all.map((one) => ({ ...one, chosen: one.value === chosen }));
}
