import type { Finding } from "../../webhooks/contract/finding.ts";
import { absent } from "./absent.ts";
import { windowOf } from "./attribution.ts";
import { evidenceText, evidenceWords, isTold, lookedAt } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { identifierOffer } from "./offers/identifier.ts";
import { withOffered } from "./offers/offered.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";
import { isKnownWord, tokensOf } from "./tokens.ts";

/** `--flag`, `snake_case`, `call()`, `file.ts`, `ABC-123`, `GHSA-…`: names of things, also without code marks. */
const BARE =
  /(?<![\w-])--[a-z][\w-]{1,60}|(?<![\w./-])[A-Za-z]\w{0,60}_\w{1,60}|(?<![\w.])[A-Za-z_][\w.]{0,60}\(\)|(?<![\w./-])(?:[\w@.-]{1,60}\/){1,12}[\w@-]{0,60}\.[a-z]{1,8}\b|(?<![\w-])[A-Z][A-Z0-9]{1,9}-\d{1,7}(?![\w-])|\bGHSA(?:-[a-z0-9]{4}){3}\b/g;
const TICKET = /^[A-Z][A-Z0-9]+-\d+$/;
const FLAG = /^--?[a-z]/i;
/** Of a command line: what is no plain word of English has to stand there as it is. */
const IS_NAME = /\p{L}-\p{L}|[_/\\.@=()[\]{}<>:$#*]|\d|\p{Ll}\p{Lu}|^-/u;
/** CVEs are numbers to the checks. */
const IS_NUMBERED = /^(?:CVE|UTF|ISO|SHA|RFC|PR|AES|RSA|ECMA|PEP|HTTP|ES|V)-\d/i;

/** S3: flags, paths, settings, tickets and code stand in the evidence byte for byte. */
export function checkIdentifiers(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const told = passages.filter(
    ({ part, isTitle, prs }) => (part === "item" || part === "group") && !isTitle && prs.length > 0,
  );
  return told.flatMap((passage) => {
    const strange = [
      ...new Set([...passage.code.flatMap((span) => strangeIn(span, passage, facts)), ...bareIn(passage, facts)]),
    ];
    const [first, another] = strange;
    if (first === undefined) return [];
    const { prs, line, part } = passage;
    const shown = strange
      .slice(0, MOST_SHOWN)
      .map((one) => `\`${one.slice(0, 60)}\``)
      .join(", ");
    return absent(
      found({
        check: "S3",
        severity: severityOf(passage, facts),
        message: `${passagePlace(passage, facts)} names ${shown}, which is nowhere in its pull request${prs.length > 1 ? "s" : ""}.`,
        fix: "Write it letter for letter as it stands there, or take it out.",
        about: `${prs.join(" ")} ${strange.join(" ")}`,
        line,
        prs,
        part,
        looked_at: lookedAt(prs, facts),
        ...withOffered(another === undefined ? identifierOffer(passage, first, facts) : undefined),
      }),
      facts,
    );
  });
}
const MOST_SHOWN = 3;

function bareIn({ text, prs }: Passage, facts: CheckFacts): string[] {
  const names = [...text.normalize("NFKC").matchAll(BARE)]
    .map(([name]) => name)
    .filter((name) => !IS_NUMBERED.test(name));
  if (names.length === 0) return [];
  const known = evidenceText(prs, facts);
  return names.filter((name) => !holds(known, name) && isDecided(name, prs, facts));
}

/** What of a code span nobody wrote in the evidence: all of it, or words of a command line. */
function strangeIn(span: string, { prs }: Passage, facts: CheckFacts): string[] {
  const known = evidenceText(prs, facts);
  const code = span.normalize("NFKC").replace(/\s+/g, " ");
  if (!code || holds(known, code) || holds(known.replace(/\s+/g, " "), code)) return [];
  const words = evidenceWords(prs, facts);
  const isPlain = (word: string) =>
    [...tokensOf(word)].every(
      (token) => words.some((some) => isKnownWord(token, some)) || windowOf(facts).countOf(token) >= MANY,
    );
  const strange = code
    .split(/[\s=]/)
    .map((word) => word.replace(/\(\)$/, "").replace(/^[“"'(]+|(?<![”"'),.:;])[”"'),.:;]+$/g, ""))
    .filter((word) => word && !/^[\d.]+$/.test(word) && (IS_NAME.test(word) ? !holds(known, word) : !isPlain(word)));
  return strange.filter((name) => isDecided(name, prs, facts));
}
const MANY = 3;

/** A flag also where it is written without its dashes, `kebab-case` where it is written as words. */
function holds(text: string, name: string): boolean {
  if (text.includes(name) || EVERYBODYS.has(name) || (/^--\w+-/.test(name) && text.includes(name.slice(2))))
    return true;
  return /^\p{L}+(?:-\p{L}+)+$/u.test(name) && text.toLowerCase().includes(name.toLowerCase().replaceAll("-", " "));
}
/** Flags that any program has. */
const EVERYBODYS = new Set(["--help", "--version"]);

/** A colleague may know a name that a bare title does not say; a flag, a ticket, or a name of another pull request is worth a question all the same. */
function isDecided(name: string, prs: readonly string[], facts: CheckFacts): boolean {
  if (facts.by === "agent" || FLAG.test(name) || TICKET.test(name) || isTold(prs, facts)) return true;
  if (!IS_NAME.test(name)) return false;
  const others = facts.evidence.filter(({ ref }) => !prs.includes(ref) && holds(evidenceText([ref], facts), name));
  return others.length > 0 && others.length < MANY;
}
