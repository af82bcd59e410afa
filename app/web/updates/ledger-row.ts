import type { Update } from "../../../db/app/tables.ts";
import { citation, splitCitations } from "../../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import type { DecidedLine } from "../../updates/ledger.ts";
import { webAddress } from "../../web-address.ts";
import { howFar } from "../../updates/how-far.ts";
import { DECIDERS, OMIT_REASONS } from "../../words.ts";
import { visible } from "../page/visible.ts";
import type { PolicyLink } from "./policy-link.ts";
import type { Chain } from "./ledger-chain.ts";

/** One pull request: what it is, where it went, who decided and why. */
export type LedgerRow = {
  disposition: LedgerLine["disposition"];
  label: string;
  /** "" when there is none to go to. */
  url: string;
  title: string;
  author: string;
  bot: boolean;
  /** Null: it is open. */
  merged_at: string | null;
  /** How far it has come: "not released yet", "in main and release/1.4". */
  far: string[];
  /** What it added and removed; "" where nobody says. */
  size: string;
  /** What kind of thing was left out; "" where the place, or who decided, says as much. */
  reason: string;
  /** Of DECIDERS; "" where nobody wrote it down. */
  decider: string;
  who: { label: string; icon: string } | null;
  because: Piece[];
  /** What a rule of the policy said of it, where something else decided; null where none did. */
  rule: { label: string; address: string; said: string } | null;
  /** When a person moved it. */
  moved_at: Date | null;
  /** What counts it; "" where nothing does. */
  group: string;
  /** Where the text tells of it or counts it; "" where it does not. */
  place: string;
  /** The reverts that it began; null where there are none, or another row has them. */
  chain: Chain | null;
  /** All of the above but that, to be looked through. */
  words: string;
};

/** `value`: quoted as it was found. `address`: of the lines that this number stands in. */
type Piece = { text: string; value: boolean; address: string };

/** Whether a row has this in its words. A number is that number: `#12` is not `#123`. */
export function hasWord({ words }: LedgerRow, word: string): boolean {
  if (!word.includes("#")) return words.includes(word);
  for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + 1)) {
    const next = words.charAt(at + word.length);
    if (next < "0" || next > "9") return true;
  }
  return false;
}

const BOT = "[bot]";

export function rowOf(
  line: DecidedLine,
  { id, brief }: Update,
  several: boolean,
  { chains, policy, now }: { chains: ReadonlyMap<string, Chain>; policy: PolicyLink | null; now: Date },
): LedgerRow {
  const { pr, disposition, merged_at, decided, moved, reason } = line;
  const bot = line.author.endsWith(BOT);
  const author = visible(bot ? line.author.slice(0, -BOT.length) : line.author);
  const who = decided ? whoOf(decided.by, moved) : null;
  const row = {
    disposition,
    label: several ? pr.slice(pr.indexOf("/") + 1) : citation(pr, brief.sources),
    url: webAddress(line.url),
    title: visible(line.title),
    author,
    bot,
    merged_at,
    far: howFar(line, now, brief.time_zone).map(visible),
    size: line.size ? `+${counted(line.size.additions)} −${counted(line.size.deletions)}` : "",
    reason: reason && disposition === "omitted" && !moved ? OMIT_REASONS[reason] : "",
    decider: decided?.by ?? "",
    who,
    because: ruleLinked(
      piecesOf(decided?.because ?? "").flatMap((piece) => (piece.value ? [piece] : linked(piece.text, brief, id))),
      line.rule?.number ?? 0,
      policy,
    ),
    rule: line.rule && decided?.by !== "policy" ? ruleOf(line.rule, policy) : null,
    moved_at: moved?.at ?? null,
    group: visible(line.group ?? ""),
    chain: chains.get(pr) ?? null,
    place: line.line === null ? "" : `/updates/${id}/why?line=${line.line}`,
  };
  const words = [pr, row.title, ...row.far, line.author, row.reason, who?.label, decided?.because, row.group];
  return { ...row, words: words.join(" ").toLowerCase() };
}

function ruleOf(
  { number, then, section }: NonNullable<DecidedLine["rule"]>,
  policy: PolicyLink | null,
): LedgerRow["rule"] {
  const said = `${SAID[then]}${section ? ` under ${visible(section)}` : ""}`;
  return { label: `Rule ${number}`, address: policy ? `${policy.address}#rule-${number}` : "", said };
}

const SAID = { cite: "tell it", group: "group it", omit: "leave it out" } as const;

/** “Rule 4: when …” leads to that rule. */
function ruleLinked(pieces: readonly Piece[], number: number, policy: PolicyLink | null): Piece[] {
  const [first, ...others] = pieces;
  const label = `Rule ${number}`;
  if (!first || !policy || !first.text.startsWith(`${label}:`)) return [...pieces];
  const rest = { ...first, text: first.text.slice(label.length) };
  return [{ text: label, value: false, address: `${policy.address}#rule-${number}` }, rest, ...others];
}

const counted = (number: number): string => number.toLocaleString("en");

function whoOf(by: keyof typeof DECIDERS, moved: DecidedLine["moved"]): LedgerRow["who"] {
  const { label, icon } = DECIDERS[by];
  return { label: moved?.by ? `By ${visible(moved.by)}` : label, icon };
}

/** What stands in backticks is a value as it was found. */
function piecesOf(because: string): Piece[] {
  const said = visible(because);
  const pieces = said.split("`");
  // A backtick without its pair is one of the words.
  const whole = pieces.length % 2 === 1 ? pieces : [said];
  const all = whole.map((text, index) => ({ text, value: index % 2 === 1, address: "" }));
  return all.filter(({ text }) => text !== "");
}

/** Each number that it names leads to all that is said of it: a chain of reverts, whole. */
function linked(words: string, { sources }: Update["brief"], id: string): Piece[] {
  return splitCitations(words, sources).map(({ text, ref }) => {
    const address = ref ? `/updates/${id}/ledger?${new URLSearchParams({ q: text })}` : "";
    return { text, value: false, address };
  });
}
