import type { Finding } from "../../webhooks/contract/finding.ts";
import { isInTitle, pullsNamed } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

/** Everybody in a channel, also as Slack writes it. */
const PING = /(?<![\w@.])@(?:channel|here|everyone|group)\b|<!(?!--)[^<>\s]*[^<>]*>?|<[@#][\w-]*[^<>]*>?/gi;
/** Not an address, and not a scope: `@acme/ui`, `setup@v4`. */
const MENTION = /(?<![\w@./+-])@([a-z0-9][\w-]{0,80})(?![\w-]{0,80}\/\w)/gi;
const THANKS = /\b(?:by|thanks to|thanks,?|thank you,?|kudos to|courtesy of|credits? (?:to|goes to))\s+@?/g;
const OWNS = /['’]s(?!\w)/g;

/** H7: nobody is called, and only those are named who made the change. */
export function checkAuthors(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  const creditsIn = creditReader(facts);
  // Names beside a citation come from the evidence, as titles do.
  const beside = passages.filter(({ credit }) => credit).map((one) => ({ ...one, text: one.credit, isTitle: true }));
  return [
    ...[...passages, ...beside].flatMap((passage) => pings(passage, facts)),
    ...passages.flatMap((passage) => strangers(passage, [...mentionsIn(passage), ...creditsIn(passage.text)], facts)),
    ...beside.flatMap((passage) => strangers(passage, [...mentionsIn(passage), ...namesIn(passage, facts)], facts)),
  ];
}

/** Delivery takes the sting out of these; a writer that uses one was talked into it. */
function pings(passage: Passage, facts: CheckFacts): Finding[] {
  const inCode = passage.code.filter((code) => /^<[!@#]/.test(code));
  const forms = [...new Set([...passage.text.normalize("NFKC").matchAll(PING)].map(([form]) => form).concat(inCode))];
  if (forms.length === 0) return [];
  const shown = forms.map((form) => `“${form.slice(0, 40)}”`).join(", ");
  const message = `${passagePlace(passage, facts)} calls people in Slack: ${shown}.`;
  return [judged(passage, facts, message, "Take it out: an update calls nobody by itself.", forms.join(" "))];
}

function strangers(passage: Passage, named: readonly string[], facts: CheckFacts): Finding[] {
  const { part, prs } = passage;
  if ((part !== "item" && part !== "group") || prs.length === 0) return [];
  const authors = namesOf(pullsNamed(prs, facts));
  const strange = named.filter((name) => !authors.has(bare(name)));
  return [...new Set(strange)].map((name) => {
    const message = `${passagePlace(passage, facts)} names ${name}, who is not one of its authors.`;
    const fix = `Take ${name} out: the program names the authors itself.`;
    const finding = judged(passage, facts, message, fix, name);
    return isInTitle(name, prs, facts) ? { ...finding, severity: "flag" as const } : finding;
  });
}

function judged(passage: Passage, facts: CheckFacts, message: string, fix: string, what: string): Finding {
  const { prs, line } = passage;
  const about = `${prs.join(" ")} ${what}`;
  return found({ check: "H7", severity: severityOf(passage, facts), message, fix, about, line, prs });
}

/** Authors and who worked with them, in small letters; bots also without their mark. */
function namesOf(pulls: CheckFacts["evidence"]): Set<string> {
  const names = pulls.flatMap(({ author, co_authors }) => [author.login, ...co_authors]).map(bare);
  return new Set(names.flatMap((name) => [name, name.replace(/\[bot\]$/, "")]).filter(Boolean));
}

function bare(name: string): string {
  return name.toLowerCase().replace(/^@/, "").trim();
}

function mentionsIn({ text }: Passage): string[] {
  const mentions = [...text.matchAll(MENTION)].map(([mention]) => mention);
  return mentions.filter((mention) => !/^@(?:channel|here|everyone|group)$/i.test(mention));
}

/**
 * Finds whom of the window's people a text credits in plain words: "by sato", "thanks to sato", "sato's". A window may have thousands
 * of people, so a name is looked up where one stands, and no expression holds them all.
 */
function creditReader({ evidence }: CheckFacts): (text: string) => string[] {
  const known = namesOf(evidence);
  const lengths = [...new Set([...known].map(({ length }) => length))].sort((a, b) => b - a);
  return (text) => {
    const lower = text.toLowerCase();
    // Only a few letters of the world are longer when they are small.
    const shown = lower.length === text.length ? text : lower;
    const nameAt = (start: number, end: number) => (known.has(lower.slice(start, end)) ? shown.slice(start, end) : "");
    const thanked = [...lower.matchAll(THANKS)].map((match) => {
      const start = match.index + match[0].length;
      const length = lengths.find((one) => nameAt(start, start + one) && !/[\w-]/.test(lower.charAt(start + one)));
      return length ? nameAt(start, start + length) : "";
    });
    const owning = [...lower.matchAll(OWNS)].map(({ index: end }) => {
      const length = lengths.find(
        (one) => one <= end && nameAt(end - one, end) && !/[\w@-]/.test(lower.charAt(end - one - 1)),
      );
      return length ? nameAt(end - length, end) : "";
    });
    return [...thanked, ...owning].filter(Boolean);
  };
}

/** People of the window who stand beside the citations. */
function namesIn({ text, prs }: Passage, facts: CheckFacts): string[] {
  const everybody = namesOf(facts.evidence);
  // A name may hold what stands between names.
  const own = [...namesOf(pullsNamed(prs, facts))].filter((name) => /[,;]/.test(name));
  const rest = own.reduce((left, name) => left.replaceAll(name, ""), text.toLowerCase());
  return rest
    .split(/[,;]/)
    .map(bare)
    .filter((name) => everybody.has(name));
}
