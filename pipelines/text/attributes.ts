import type { ChangedPath } from "../../webhooks/contract/evidence.ts";

type SaidRole = NonNullable<ChangedPath["as"]>;

/** What a repository says of its own files. @source docs.github.com, linguist's overrides; git-archive(1) for the last. */
const SAYS: Record<string, SaidRole> = {
  "linguist-generated": "made",
  "linguist-vendored": "made",
  "linguist-documentation": "docs",
  "export-ignore": "workshop",
};
const MOST_LINES = 500;

type Rule = { fits: (path: string) => boolean; role: SaidRole };

/**
 * What the `.gitattributes` of a repository says of a path; null where it says nothing. Patterns are a stranger's: those with one
 * star, or with folders under one, are understood, which nearly all are; others say nothing.
 */
export function rolesSaidBy(attributes: string): (path: string) => SaidRole | null {
  const rules = attributes.split("\n").slice(0, MOST_LINES).flatMap(ruleIn);
  // As git does: the last one counts.
  return (path) => rules.findLast(({ fits }) => fits(path))?.role ?? null;
}

function ruleIn(line: string): Rule[] {
  const [pattern = "", ...attributes] = line.trim().split(/\s+/);
  if (pattern === "" || pattern.startsWith("#")) return [];
  const fits = fitting(pattern);
  const roles = attributes.flatMap((one) => SAYS[one.replace(/=true$/, "")] ?? []);
  return fits && roles[0] ? [{ fits, role: roles[0] }] : [];
}

// `docs/**`, `/docs/*`, `*.lock`, `schema.json`, `**/generated/**`
function fitting(pattern: string): Rule["fits"] | null {
  const anywhere = pattern.startsWith("**/");
  const bare = pattern.replace(/^(?:\*\*\/|\/)/, "");
  const isBelow = bare.endsWith("/**") || bare.endsWith("/*");
  const body = isBelow ? bare.slice(0, bare.lastIndexOf("/")) : bare;
  if (isBelow) {
    if (body === "" || body.includes("*")) return null;
    const isDirect = !bare.endsWith("/**");
    return (path) => {
      const at = path.startsWith(`${body}/`) ? 0 : anywhere ? path.indexOf(`/${body}/`) + 1 : -1;
      const isIn = at === 0 ? path.startsWith(`${body}/`) : at > 0;
      return isIn && !(isDirect && path.slice(at + body.length + 1).includes("/"));
    };
  }
  const parts = body.split("*");
  if (parts.length > 2) return null;
  const [front = "", back = null] = parts;
  const isName = !body.includes("/") && !pattern.startsWith("/");
  return (path) => {
    const name = isName ? path.slice(path.lastIndexOf("/") + 1) : path;
    if (back === null) return name === front || (anywhere && path.endsWith(`/${front}`));
    const middle = name.slice(front.length, name.length - back.length);
    return (
      name.length >= front.length + back.length &&
      name.startsWith(front) &&
      name.endsWith(back) &&
      !middle.includes("/")
    );
  };
}
