import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { listed } from "../../words.ts";
import { cleanTitle, titleWithin, type ToldTitle } from "./clean-title.ts";

const MOST_TITLES = 3;

/** What the rules say of a pull request: its title, or what it brought back or took out. */
export function sentenceOf({ title, fate }: Pick<PullRequest, "title" | "fate">, told: ToldTitle): string {
  const others = fate?.of.map((other) => titleWithin(other.title, told)) ?? [];
  const named = [...new Set(others)];
  const shown =
    named.length > MOST_TITLES ? [...named.slice(0, MOST_TITLES), `${named.length - MOST_TITLES} more`] : named;
  if (fate?.is === "rolls_back") return `Rolled back: ${listed(shown)}`;
  return fate?.is === "brings_back" ? `Back again: ${listed(shown)}` : cleanTitle(title, told);
}
