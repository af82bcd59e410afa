import type { TemplateUser } from "../../../db/app/template-use.ts";
import type { TemplateAnswer } from "../../../webhooks/contract/runs.ts";
import { CANARY, PRODUCTION } from "../../../webhooks/contract/template-ref.ts";
import { whoUses } from "../../templates/who-follows.ts";
import type { Mistake } from "../page/mistakes.ts";
import { visible } from "../page/visible.ts";

export type TemplateListView = {
  templates: TemplateCard[];
  may: boolean;
  copy: CopyForm & { from_choices: { value: string; label: string }[] };
  problem: { message: string; remedy: string } | null;
};

type TemplateCard = {
  name: string;
  title: string;
  description: string;
  built_in: boolean;
  versions: number;
  /** Which versions tags name, production first. */
  tags: { tag: string; kind: TagKind; version: number }[];
  profiles: number;
};

export type CopyForm = { name: string; from: string; description: string; mistakes: Mistake[]; errors: CopyErrors };
type CopyErrors = Partial<Record<"name" | "from" | "description", string>>;
export const NO_COPY: CopyForm = { name: "", from: "", description: "", mistakes: [], errors: {} };

export type TagKind = "production" | "canary" | "own";
export const tagKind = (tag: string): TagKind => (tag === PRODUCTION || tag === CANARY ? tag : "own");

/** `what-shipped` → "What shipped" */
export function templateTitle(name: string): string {
  const words = name.replaceAll("-", " ");
  return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`;
}

const ORDER: Record<TagKind, number> = { production: 0, canary: 1, own: 2 };
/** Production, canary, then a team's own by their names. */
export const byTag = (one: { tag: string }, other: { tag: string }): number =>
  ORDER[tagKind(one.tag)] - ORDER[tagKind(other.tag)] || one.tag.localeCompare(other.tag, "en");

/**
 * @param listed The newest version of each, and every one that a tag names.
 * @param builtIn The name of the built-in one.
 */
export function templateCards(
  listed: readonly TemplateAnswer[],
  builtIn: string,
  users: readonly TemplateUser[],
): TemplateCard[] {
  const cards = [...Map.groupBy(listed, ({ name }) => name)].map(([name, versions]) => {
    const newest = versions.toSorted((one, other) => other.version - one.version)[0];
    const built_in = name === builtIn;
    return {
      name,
      title: templateTitle(name),
      description: visible(newest?.description ?? ""),
      built_in,
      versions: newest?.version ?? 0,
      tags: versions
        .flatMap(({ version, tags }) => tags.map((tag) => ({ tag, kind: tagKind(tag), version })))
        .toSorted(byTag),
      profiles: whoUses(users, { name, built_in }).length,
    };
  });
  return cards.toSorted((one, other) => Number(other.built_in) - Number(one.built_in) || compare(one, other));
}

const compare = (one: TemplateCard, other: TemplateCard): number => one.name.localeCompare(other.name, "en");

/** What a copy may be made of: what each template has in production, then what other tags name. */
export function copyChoices(cards: readonly TemplateCard[]): { value: string; label: string }[] {
  return cards.flatMap(({ name, tags }) =>
    tags.map(({ tag, version }) => ({ value: `${name}:${tag}`, label: `${name}, version ${version} (${tag})` })),
  );
}
