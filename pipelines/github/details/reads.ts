import { z } from "zod";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { mcpAsker } from "../mcp-asker.ts";
import { failureShape, type Failure } from "../failure.ts";
import { ownerAndName } from "../owner-and-name.ts";
import { json } from "../read-answer.ts";
import { type AskedDetails, detailsAnswer, type DetailsAnswer, type TextAt } from "../tools.ts";

export type DetailReads = {
  /** At most 100 of one repository; null where the server, or GitHub behind it, has no such question. */
  pullRequestDetails(asked: AskedDetails, signal?: AbortSignal): Promise<DetailsAnswer | null>;
  /** The beginnings of at most 100 files of one repository, in order, null for what is no text there; or null, as above. */
  texts(repo: string, of: readonly TextAt[], signal?: AbortSignal): Promise<(string | null)[] | null>;
};

/** What many pull requests changed, at once. */
export function detailReads(ask: ReturnType<typeof mcpAsker>): DetailReads {
  return {
    pullRequestDetails: ({ repo, ...more }, signal) =>
      whereOffered(() =>
        ask("read_pull_requests", { ...ownerAndName(repo), ...more }, json(detailsAnswer), repo, signal),
      ),
    texts: (repo, of, signal) =>
      whereOffered(() =>
        ask("read_texts", { ...ownerAndName(repo), of }, json(z.array(z.string().nullable())), repo, signal),
      ),
  };
}

/** Some servers have no GraphQL, some tokens may not use it, and sometimes it alone is ill: whoever asks has another way. */
const NOT_OFFERED: ReadonlySet<string> = new Set<Failure["code"]>([
  "not_found",
  "invalid",
  "forbidden",
  "server_error",
  "unreadable",
  "foreign",
]);

async function whereOffered<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Problem && NOT_OFFERED.has(failureShape.safeParse(error.cause).data?.code ?? "")) return null;
    throw error;
  }
}
