import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { readTitle } from "../text/title.ts";
import { pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { isKnownWord, knownWords, tokensOf } from "./tokens.ts";

/** S8: whoever writes about one pull request says more than a half of its title, or something else. A person may leave out what they like. */
export function checkSaysLess(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  if (facts.by === "person") return [];
  const told = passages.filter(({ part, isTitle, prs }) => part === "item" && !isTitle && prs.length === 1);
  return told.flatMap((passage) => {
    const [pull] = pullsNamed(passage.prs, facts);
    const less = pull && lessIn(passage, pull);
    if (!less) return [];
    const { prs, line, part } = passage;
    return found({
      check: "S8",
      severity: severityOf(passage, facts),
      message: `${passagePlace(passage, facts)} ${less}.`,
      fix: "Say what changed, in the words that stand there.",
      about: `${prs.join(" ")} says less`,
      line,
      prs,
      part,
      looked_at: "its title",
    });
  });
}

/** Of so many telling words in a title, a sentence that says nothing else keeps more than this share. @source people's notes. */
const TITLE = { words: 4, kept: 0.3 };
/** "unformatted", "non-blocking": a word that another one turns round. */
const TURNED = /(?<![\p{L}\p{N}-])(?:un|non-?)\p{L}{4,24}/giu;
const SAYS_NOT =
  /(?<!\p{L})(?:no|not|nor|never|without|un\p{L}{4,24}|non\p{L}{0,24}|\p{L}{1,12}n['’]t|cannot)(?!\p{L})/iu;

/** A version is all that some changes are, and words of other scripts may be short. */
const UNJUDGED = /\p{N}|(?!\p{Script=Latin})\p{L}/u;

/** What a sentence leaves out of the title, in words; null: nothing that matters. */
function lessIn({ said, code }: Passage, { title }: PullRequest): string | null {
  const { text } = readTitle(title);
  const [ours, theirs] = [tokensOf(said), tokensOf(text)];
  if (theirs.size === 0 || UNJUDGED.test(said)) return null;
  // A name in code says something, however short it is.
  if (ours.size === 0) return code.length > 0 ? null : "says nothing of what changed";
  const [known, kept] = [knownWords(theirs), knownWords(ours)];
  if (![...ours].every((word) => isKnownWord(word, known))) return null;
  const left = [...theirs].filter((word) => isKnownWord(word, kept)).length;
  if (theirs.size >= TITLE.words && left / theirs.size <= TITLE.kept) return "says less than its title";
  const turned = SAYS_NOT.test(said) ? undefined : text.replace(/`[^`]*`/g, " ").match(TURNED)?.[0];
  return turned ? `leaves out “${turned}”, which its title says` : null;
}
