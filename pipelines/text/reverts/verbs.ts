import { match, skip } from "./references.ts";

/** What a sentence or a title says that it does to other changes, and where their names begin. */
type Said = {
  does: "undoes" | "restores";
  /** Only a part of what is named. */
  partly: boolean;
  /** What is named is a revert: "reverts the revert of #31". */
  ofRevert: boolean;
  /** A word that is used of changes to the branch alone. */
  sure: boolean;
  /** As one tells somebody to do something: "Revert #31". */
  imperative: boolean;
  /** Where the names may begin. */
  at: number;
};

const SUBJECT =
  /(?:(?:this|the|it|we|i|also|and|so|then|please)\s{1,3}|(?:pr|mr|pull request|change|commit|patch|branch)\s{1,3}|(?:[*•-]|\[[ x]\]|\d{1,2}[.)])\s{0,3}){0,5}/iy;
const ADVERB = /(?:(partial|part|in part|[a-z]{2,20}ly|also|just)\s{1,3}){0,2}/iy;
const PARTIAL = /\b(?:partial(?:ly)?|partly|part|mostly|in part)\b/i;
const UNDO =
  /(?:(?<imp>revert|undo|roll back|rollback|back out|unmerge)|reverts|reverting|undoes|undoing|rolls back|rolling back|backs out|backing out|unmerges|(?<past>reverted|undid|rolled back|backed out))(?:ion)?(?![\w-])/iy;
const RESTORE =
  /(?:(?<imp>re-?land|re-?apply|re-?introduce|re-?merge|un-?revert|bring back|restore|re-?enable|re-?do|re-?try)|re-?lands|re-?landing|re-?applies|re-?applying|re-?introduces|re-?introducing|re-?merges|un-?reverts|brings back|bringing back|restores|restoring|re-?enables|re-?tries|(?:(?:a|the|my|our)\s)?(?:second|third|another|new|next|2nd|3rd)\s(?:try|attempt|go|take|version)|(?<past>re-?landed|re-?applied|re-?introduced|brought back|restored))(?![\w-])/iy;
const SURE = /^(?:un-?)?revert|^re-?land|^re-?apply|^unmerge/i;
const PART = /\s{1,3}(?:(?:only|just)\s)?(?:an?\s)?(?:parts?|half|some|most|bits|pieces?|portions?)\s(?:of\b)?/iy;
const REVERT_OF = /\s{1,3}(?:the\s)?(?:earlier\s|previous\s)?(?:reverts?|rollback|back-?out)(?:\sof\b|(?=\s))/iy;
const AT = /(?:\s{1,3}(?:of|at|for))?\s{0,3}[:,]?\s{0,3}/iy;
/** "Reverted in #32" tells what became of it elsewhere; "reverts to #31" goes back there. */
const ELSEWHERE = /\s{1,3}(?:to|into|in|by|with|via)\b/iy;

/** What is said from a place on; null when it begins otherwise. */
export function readVerb(text: string, from: number): Said | null {
  const subject = skip(SUBJECT, text, from);
  const adverb = verbAt(text, subject) ? "" : (match(ADVERB, text, subject)?.[0] ?? "");
  const at = subject + adverb.length;
  const undoes = match(UNDO, text, at);
  const verb = verbAt(text, at);
  if (!verb) return null;
  let end = at + verb[0].length;
  const { imp, past } = verb.groups ?? {};
  if (match(/\s{1,3}(?:to|into)\b/iy, text, end) || (past && match(ELSEWHERE, text, end))) return null;
  const part = match(PART, text, end)?.[0] ?? "";
  end += part.length;
  const revertOf = undoes ? (match(REVERT_OF, text, end)?.[0] ?? "") : "";
  end += revertOf.length;
  return {
    does: undoes && !/\bof$/i.test(revertOf) ? "undoes" : "restores",
    partly: part !== "" || PARTIAL.test(adverb),
    ofRevert: revertOf !== "",
    sure: SURE.test(verb[0]),
    imperative: imp !== undefined && subject === from,
    at: skip(AT, text, end),
  };
}

const verbAt = (text: string, at: number): RegExpExecArray | null => match(UNDO, text, at) ?? match(RESTORE, text, at);
