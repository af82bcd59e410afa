import { branchName } from "../../webhooks/contract/github-names.ts";

type TagRange = { from_tag: string; to_tag: string };

/** "v1.4.0..v1.5.0", with two dots, with three as GitHub writes it, or with the sign that Slack makes of three. */
const TAGS = /^([^.\s…](?:[^.\s…]|\.(?!\.)){0,99})(?:\.{2,3}|…)([^.\s…](?:[^.\s…]|\.(?!\.)){0,99})$/;

/** Null where it is no range of two tags. */
export function tagRange(word: string): TagRange | null {
  const [, from_tag, to_tag] = (TAGS.exec(word) ?? []).map((tag) => branchName.safeParse(tag).data);
  return from_tag && to_tag ? { from_tag, to_tag } : null;
}

/** A range in one of its two fields, the other one empty, is meant for both: no tag has two dots in it. */
export function spread({ from_tag, to_tag }: TagRange): TagRange {
  const [only] = from_tag === "" ? [to_tag] : to_tag === "" ? [from_tag] : [];
  return (only && tagRange(only)) || { from_tag, to_tag };
}
