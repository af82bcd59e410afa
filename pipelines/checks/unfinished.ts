import type { Finding } from "../../webhooks/contract/finding.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { languageOf } from "./language.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

/** S8: a sentence has an end. */
export function checkUnfinished(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(({ part, isTitle }) => !isTitle && (part === "item" || part === "intro"));
  return told
    .filter(({ said, code }) => breaksOff(said, code) && !(facts.by === "person" && TRAILS.test(said.trimEnd())))
    .map((passage) => {
      const { prs, line, part } = passage;
      return found({
        check: "S8",
        severity: severityOf(passage, facts),
        message: `${passagePlace(passage, facts)} breaks off: “${lastWords(passage.said)}”.`,
        fix: "Write the sentence to its end.",
        about: `${prs.join(" ")} ${part} breaks off`,
        line,
        prs,
        part,
      });
    });
}

/** Whoever writes "and more …" means it. */
const TRAILS = /(?:…|\.{3})$/;
/** Signs after which something has to come, in any language. */
const JOINS = /[,;([{\u2013、，；（]$/;
/** Half of a word. */
const HALF = /\p{L}-$/u;
/** Words after which something has to come. @source English grammar: articles, conjunctions, possessives, and prepositions that no relative clause leaves at its end. */
const NEEDS_MORE = new Set(
  (
    "the a an and or but nor because although whereas if unless whether than its their our your my every into onto via per during among " +
    "despite regarding"
  ).split(" "),
);
/** These may end one that begins with what they belong to: "what it is for", "a branch to merge from". */
const NEEDS_MORE_ALONE = new Set("of for from with to by at as like when where which who whose".split(" "));
const BEFORE_THEM = /(?<![\p{L}-])(?:what|which|where|who|whom|whose|that|how|why|to|as|it|they|you|we)(?![\p{L}-])/iu;

/**
 * Whether a text ends in the middle of a sentence, by its form alone: an ellipsis, a sign or a word after which more has to come, or half of one. Words are
 * known of English only.
 *
 * @param code What stands in code spans: a command may be called `for`.
 */
export function breaksOff(text: string, code: readonly string[] = []): boolean {
  const end = text.trimEnd();
  if (TRAILS.test(end) || JOINS.test(end) || HALF.test(end)) return true;
  const last = /(?<![\p{L}\p{N}'’./_-])\p{Ll}{1,12}\.?$/u.exec(end)?.[0].replace(/\.$/, "");
  if (!last || code.some((span) => span.endsWith(last)) || languageOf(end)?.name !== "English") return false;
  if (NEEDS_MORE.has(last)) return true;
  const clause = end.slice(end.lastIndexOf(",") + 1);
  return NEEDS_MORE_ALONE.has(last) && !BEFORE_THEM.test(clause.slice(0, -last.length - 1));
}

const SHOWN_WORDS = 4;

const lastWords = (text: string): string => `… ${text.trim().split(/\s+/).slice(-SHOWN_WORDS).join(" ")}`;
