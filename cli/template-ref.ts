import { Problem } from "../webhooks/contract/problem.ts";
import { PRODUCTION, readTemplateRef } from "../webhooks/contract/template-ref.ts";
import type { TemplateHistory, TemplateVersionAnswer } from "../webhooks/contract/templates.ts";
import type { PulseClient } from "./client.ts";
import { onOneLine } from "./say.ts";

/** What is typed as `name`, `name@3` or `name:tag`. @throws {Problem} `bad_request` */
export function requireRef(typed: string): NonNullable<ReturnType<typeof readTemplateRef>> {
  const ref = readTemplateRef(typed);
  if (ref) return ref;
  const message = `“${onOneLine(typed)}” names no template.`;
  throw new Problem("bad_request", message, "Write NAME, NAME@3 or NAME:TAG.");
}

type NamedVersion = { history: TemplateHistory; version: TemplateVersionAnswer };

/** The version that a ref names; its name alone what is in production. @throws {Problem} `not_found` */
export async function versionOf(pulse: PulseClient, typed: string): Promise<NamedVersion> {
  const { name, version, tag = PRODUCTION } = requireRef(typed);
  const history = await pulse.templates.history(name);
  const at = version ?? history.tags.find((one) => one.tag === tag)?.version;
  const found = history.versions.find((one) => one.version === at);
  if (found) return { history, version: found };
  const what = version === undefined ? `no tag ${tag}` : `no version ${version}`;
  throw new Problem("not_found", `${name} has ${what}.`, `See pulse template show ${name}.`);
}
