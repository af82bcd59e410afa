import { z } from "zod";
import { KEPT_CHARS } from "../../../webhooks/contract/foreign-text.ts";
import { StrangeAnswer } from "../strange-answer.ts";

/** @source GitHub's GraphQL schema: each of a list may be null where somebody may not see it. */
const nodes = <S extends z.ZodType>(of: S) =>
  z
    .object({ nodes: z.array(of.nullable()).nullish() })
    .nullish()
    .transform((list) => (list?.nodes ?? []).filter((one) => one !== null));

const details = z.object({
  number: z.number(),
  additions: z.number(),
  deletions: z.number(),
  changedFiles: z.number(),
  files: nodes(z.object({ path: z.string(), additions: z.number(), deletions: z.number() })),
  closingIssuesReferences: nodes(
    z.object({ number: z.number(), title: z.string(), repository: z.object({ nameWithOwner: z.string() }) }),
  ),
  commits: nodes(z.object({ commit: z.object({ message: z.string() }) })),
  mergeCommit: z.object({ message: z.string() }).nullish(),
});

const answer = z.object({ repository: z.record(z.string(), details.nullable()).nullable() });

/** No more in it than is used: of messages only the lines that credit somebody. */
export function detailsIn(data: unknown) {
  const read = answer.safeParse(data);
  if (!read.success) throw StrangeAnswer.of(data);
  return Object.values(read.data.repository ?? {}).flatMap((one) => {
    if (!one) return [];
    const { number, additions, deletions, changedFiles: changed_files } = one;
    const messages = [...one.commits.map(({ commit }) => commit.message), one.mergeCommit?.message ?? ""];
    return {
      number,
      additions,
      deletions,
      changed_files,
      files: one.files,
      closes: one.closingIssuesReferences.map(({ number: issue, title, repository }) => {
        return { repo: repository.nameWithOwner, number: issue, title };
      }),
      trailers: [...new Set(messages.flatMap(trailersOf))],
    };
  });
}

const counted = z.object({ search: z.object({ issueCount: z.number() }) });

/** What GitHub's search counted; null where it was not asked, or does not say. */
export const countIn = (data: unknown): number | null => counted.safeParse(data).data?.search.issueCount ?? null;

const TRAILER = "co-authored-by:";

const trailersOf = (message: string): string[] =>
  message.split("\n").filter((line) => line.trimStart().slice(0, TRAILER.length).toLowerCase() === TRAILER);

const blob = z.object({ text: z.string().nullish() }).nullable();
const texts = z.object({ repository: z.record(z.string(), blob).nullable() });

/** In the order asked for; null where there is no such file, or no text in it. */
export function textsIn(data: unknown, count: number): (string | null)[] {
  const read = texts.safeParse(data);
  if (!read.success) throw StrangeAnswer.of(data);
  const { repository } = read.data;
  return Array.from({ length: count }, (_, at) => repository?.[`t${at}`]?.text?.slice(0, KEPT_CHARS.file) ?? null);
}
