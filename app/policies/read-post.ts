import type { Source } from "../../webhooks/contract/parameters.ts";
import { OWNER_CHARS, REPOSITORY_CHARS } from "../../webhooks/contract/github-names.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { ALSO_MERGED, readBlocks } from "../../webhooks/contract/report-text.ts";

/** A pull request that a post tells of, with the heading that it stands under. */
export type ToldInPost = { pr: string; section: string | null };

/**
 * Slack writes links as `<address|text>`, pages as `[text](address)`, people as the address alone, often with a comma or another address
 * right behind it. Whatever host: an Enterprise has its own, and only a profile's repositories count.
 */
const LINK = new RegExp(
  String.raw`\(?<?https?://[\w.:-]{1,253}/(${OWNER_CHARS}/${REPOSITORY_CHARS})/pull/(\d{1,10})(?!\d)` +
    String.raw`(?:[/?#][\w./?#&=%+~-]{0,200})?(?:\|[^>\n]{0,200}>|>)?`,
  "g",
);
/** "*New*", "**New**", "New:": a line of its own that names what follows. Slack has no headings. */
const BOLD_LINE = /^[ \t]*(?:\*{1,2}([^*\n]{1,60})\*{1,2}:?|([^\n:*#<>-]{1,60}):)[ \t]*$/gm;

/**
 * The pull requests of these sources that a post tells of, in its order, each once; what it only counts is not told. Any text may come,
 * and is only searched.
 */
export function readPost(text: string, sources: readonly Source[]): ToldInPost[] {
  const markdown = text
    // Behind a link's text, and not as its address: addresses are not read.
    .replace(LINK, (_, repo: string, number: string) => ` ${repo}#${number} `)
    .replace(
      BOLD_LINE,
      (_, bold: string | undefined, plain: string | undefined) => `\n## ${(bold ?? plain ?? "").trim()}\n`,
    );
  const known = new Map(sources.map(({ repo }) => [repo.toLowerCase(), repo]));
  const told = new Map<string, string | null>();
  for (const { prs, section, kind } of readBlocks(markdown, sources)) {
    if (kind === "heading" || section.toLowerCase() === ALSO_MERGED.toLowerCase()) continue;
    const heading = section.length > 0 && section.length <= LIMITS.policy.section_chars ? section : null;
    for (const pr of prs) {
      const [repo = "", number = ""] = pr.split("#");
      const ours = known.get(repo.toLowerCase());
      if (ours && !told.has(`${ours}#${number}`)) told.set(`${ours}#${number}`, heading);
    }
  }
  return [...told].map(([pr, section]) => ({ pr, section }));
}
