import { isImperative } from "../titles/imperative.ts";

/** What it does now, said by contrast. */
const MENDED =
  /\b(?:no longer|instead of|rather than|any ?more|from now on|now)\b|^(?:the |an? )?fix(?:ed:)?(?![\w-])/i;

const BAD =
  "wrong|incorrect|inaccurate|missing|broken|invalid|unexpected|inconsistent|misleading|misaligned|misplaced|stale|duplicated?|garbled|unhandled|uncaught|infinite|endless|flaky|faulty|off-by-one";
const TROUBLE =
  "crash(?:es)?|deadlocks?|leaks?|race(?: condition)?s?|regressions?|hangs?|freezes?|segfaults?|panics?|flicker(?:ing|s)?|glitch(?:es)?|typos?|failures?|exceptions?|errors?|overflows?|bugs?|data loss|infinite loops?|memory leaks?|[a-z]{1,30}(?:error|exception)";
const WHERE = "in|on|when|while|if|with|after|before|during|for|at|from|between|due|caused|because|upon";

/** "Wrong total in the list": a fault and where it is, with nothing said of it. */
const BAD_FIRST = new RegExp(`^(?:${BAD})\\s`, "i");
const SAYS_MORE =
  /\s(?:is|are|was|were|be|has|have|had|can|may|must|should|will|would|gets?|returns?|shows?|keeps?|stays?|works?)\b/i;
/** "Crash on empty files", "Memory leak in the worker"; "error on …" may tell somebody to do so. */
const TROUBLE_FIRST = new RegExp(
  `^(?:(?:${TROUBLE})(?:$|\\s(?:${WHERE})\\b)|\\w{2,30}(?:\\s\\w{2,30})?\\s(?:${TROUBLE})(?:$|\\s(?:${WHERE})\\b))`,
  "i",
);
const TO_DO_SO = /^(?:error|panic|crash|hang|fail|leak|race) (?:out|on (?:an?|the)\b|if\b|for\b|with\b)/i;
const UNABLE = /^(?:unable to|not able to|cannot|can['’]?t|could ?n[o'’]t|impossible to)\s/i;

/** What is said of something, so that it is no good: behind it, with nothing between that another clause begins with. */
const ABOUT =
  "(?:(?!when\\b|if\\b|that\\b|which\\b|who\\b|where\\b|while\\b|until\\b|unless\\b|because\\b|so\\b|to\\b|as\\b)[^\\s,:;]{1,40}\\s){1,8}?";
const NO_GOOD = [
  "(?:does|do|did|can|could|will|would)(?: not|n['’]?t)|can['’]?t|cannot|won['’]?t",
  "(?:fails?|failed|failing)",
  "(?:crash(?:es|ed|ing)?|hangs?|freezes?|froze|panics?|panicked|segfaults?|deadlocks?|flickers?|disappears?|vanish(?:es)?|misbehaves?)",
  "breaks (?:when|if|on|after|with|for|while)",
  "(?:(?:is|are|was|were|gets?|got|goes|went) )(?:still |always |sometimes )?(?:wrong|incorrect|missing|broken|empty|blank|stuck|lost|garbled|cut off|unreadable|unusable|unreachable)",
  "(?:(?:is|are|was|were)(?: not|n['’]?t) |not )(?:working|shown|displayed|visible|found|loaded|loading|saved|saving|updated|updating|applied|recogni[sz]ed|respected|rendered|available|possible|showing|responding)",
  "(?:returns?|shows?|gives?) (?:the |an? )?(?:wrong|incorrect)",
  // What nobody does on purpose.
  "(?:forgets|swallows|corrupts|mangles|garbles|clobbers|leaks|stalls|chokes|misbehaves|mis(?:aligns|calculates|counts|handles|interprets|labels|matches|orders|parses|places|reads|reports))",
  "(?:times|errors) out(?! after)",
  "(?:is|are|was|were|gets?|got|being) (?:corrupted|doubled|duplicated|forgotten|mangled|misaligned|swallowed|swapped|mixed up)",
  "[a-z]{2,20}(?:ed|[nt]) (?:twice|several times|multiple times)",
  "too (?:early|late|often|soon|rarely)",
  "(?:never (?:ends|finishes|returns|loads|starts|stops)|stops? working|stopped working|loses|lost)",
  "(?:broken|missing|wrong|unresponsive)$",
].join("|");
const SAYS_NO_GOOD = new RegExp(`^${ABOUT}(?:${NO_GOOD})(?![\\w-])`, "i");

/**
 * Whether the title of a fix tells what was wrong ("App crashes when …") where a reader expects what is better now. Decided by form: it
 * tells nobody to do something, as titles do, and names a fault or denies what something should do. Where that is not sure it stands as it is.
 */
export function saysFault(sentence: string): boolean {
  const whole = sentence.replace(/`[^`]*`/g, "code");
  if (MENDED.test(whole)) return false;
  const text = whole.replace(/^(?:[\w./@-]{1,30} ){0,2}[\w./@-]{1,30}: |^(?:when|if|while|after) [^,]{1,80}, /i, "");
  if (UNABLE.test(text)) return true;
  if (BAD_FIRST.test(text)) return !SAYS_MORE.test(text);
  if (TO_DO_SO.test(text)) return /^crash on\b/i.test(text);
  if (/^errors? (?:when|while|in|after|during)\b/i.test(text)) return true;
  return !isImperative(text) && (TROUBLE_FIRST.test(text) || SAYS_NO_GOOD.test(text));
}

/** What somebody wants of it is no fault. */
const WISH = /\b(?:should|must|needs? to|could we|would be|support for|request|proposal|feature|option|allow)\b|\?$/i;
const FEWEST_WORDS = 3;

/** Whether the title of an issue that a fix closes tells what was wrong: it is a sentence, and nobody is told to do something. */
export function saysReport(sentence: string): boolean {
  return !isImperative(sentence) && sentence.split(" ").length >= FEWEST_WORDS && !WISH.test(sentence);
}

/** In the middle of a sentence. What may be a name stays as it is. */
export const faultWithin = (sentence: string): string =>
  /^(?:The|An?|When|No|Not|Unable|Cannot|Can['’]?t|[A-Z][a-z]+)\s/.test(sentence) &&
  (UNABLE.test(sentence) || PLAIN_FIRST.test(sentence))
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
const PLAIN_FIRST = new RegExp(`^(?:the|an?|some|all|no|not|app|${BAD}|${TROUBLE})\\s`, "i");
