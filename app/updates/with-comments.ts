import type { Comment } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { Feedback } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { firstWords } from "../message/first-words.ts";

const MOST_CITED = 3;

/**
 * What a person says of a text, and below it each comment with the sentence that it is about: the next run is told both.
 *
 * @throws {Problem} `invalid` for more than a run takes.
 */
export function withComments(
  said: Feedback,
  comments: readonly Pick<Comment, "sentence" | "prs" | "said">[],
): Feedback {
  const lines = comments.map(({ sentence, prs, said: words }) => {
    const cited = prs.length > 0 ? ` (${prs.slice(0, MOST_CITED).join(", ")})` : "";
    return `On “${firstWords(sentence)}”${cited}: ${words}`;
  });
  const text = [said.text, ...lines].join("\n");
  if (text.length <= LIMITS.feedback_with_comments_chars) return { ...said, text };
  const message = "The open comments are longer than what a run takes.";
  throw new Problem("invalid", message, "Mark some of them as done, then request changes.");
}
