import { LIMITS } from "./limits.ts";

const { templates: LIMIT } = LIMITS;

/** What runs where nothing else is asked for. */
export const PRODUCTION = "production";
/** Gets a share of the runs that ask for production. */
export const CANARY = "canary";
/** Stands for the built-in template, whatever it is called. */
export const BUILT_IN_REF = "default";

/** A template, and one version of it: by its number, by a tag, or what is in production. */
type TemplateRef = { name: string; version?: number; tag?: string };

const REF = new RegExp(
  `^(?<name>[\\w-]{1,${LIMIT.name_chars}})(?:@(?<version>\\d{1,6})|:(?<tag>[\\w.-]{1,${LIMIT.tag_chars}}))?$`,
);

/** `name`, `name@3` or `name:tag`; undefined where it is none of them. */
export function readTemplateRef(ref: string): TemplateRef | undefined {
  const { name, version, tag } = REF.exec(ref)?.groups ?? {};
  if (name === undefined) return undefined;
  return { name, ...(version !== undefined && { version: Number(version) }), ...(tag !== undefined && { tag }) };
}
