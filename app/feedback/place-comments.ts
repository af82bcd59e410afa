import type { Comment } from "../../db/app/tables.ts";
import type { Sentence } from "../message/sentences.ts";
import { likeness, wordSet } from "../../webhooks/contract/word-edits.ts";

type Placed = Pick<Comment, "id" | "sentence_key" | "sentence" | "prs">;

/** A sentence that cites other pull requests is still the one that was meant if so much of what it says is. */
const ALIKE = 0.5;

/**
 * The sentence that each comment belongs to by now, by the comment's id: the very same one; else the one that cites the same pull
 * requests; else the one that says nearly the same. A comment whose sentence is gone is not in it.
 */
export function placeComments<Of extends Placed>(
  comments: readonly Of[],
  sentences: readonly Sentence[],
): Map<string, Sentence> {
  const byKey = new Map(sentences.map((one) => [one.key, one]));
  const read = sentences.map((sentence) => ({ sentence, cited: citedBy(sentence), said: wordSet(sentence.words) }));
  const placed = comments.flatMap((comment) => {
    const sentence = byKey.get(comment.sentence_key) ?? nearest(comment, read);
    return sentence ? [[comment.id, sentence] as const] : [];
  });
  return new Map(placed);
}

type Read = { sentence: Sentence; cited: string; said: ReadonlySet<string> };

function nearest(comment: Placed, read: readonly Read[]): Sentence | undefined {
  const [cited, said] = [citedBy(comment), wordSet(comment.sentence)];
  const scored = read.map(({ sentence, ...other }) => {
    const alike = likeness(said, other.said);
    return { sentence, score: cited !== "" && cited === other.cited ? 1 + alike : alike };
  });
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  return best && best.score >= ALIKE ? best.sentence : undefined;
}

const citedBy = ({ prs }: Pick<Comment, "prs">): string => prs.toSorted().join(" ");
