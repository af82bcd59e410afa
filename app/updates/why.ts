import { findCheckedGeneration } from "../../db/app/generations.ts";
import type { Generation, Update } from "../../db/app/tables.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readBlocks, splitCitations, type TextBlock } from "../../webhooks/contract/report-text.ts";
import type { Item, LedgerLine } from "../../webhooks/contract/report.ts";
import type { CallAnswer } from "../../webhooks/contract/runs.ts";
import { requireFitting } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import type { ReadReport } from "../pipelines-client.ts";
import type { ShownFinding } from "./ask-checks.ts";
import { asPosted } from "./as-posted.ts";
import { loadUpdate, type UpdateDetail } from "./load.ts";
import type { ReplacedLine } from "./replaced.ts";

/** What stands behind one sentence of an update's text. */
export type Why = {
  update: Update;
  sentence: TextBlock;
  /** `changed`: by a person, from `before`. `unknown`: the agent's text is not at hand, as in a copy. */
  author: "agent" | "changed" | "person" | "unknown";
  /** The agent's sentence that it was made from. */
  before: TextBlock | null;
  cited: Behind[];
  /** Cited by the agent's sentence, and not by this one any more. */
  lost: Behind[];
  findings: ShownFinding[];
  /** What the rules did with it in place of the model. */
  replaced: ReplacedLine[];
  /** Lines of the sentences around it. */
  previous: number | null;
  next: number | null;
  /** Where the calls in `reads` are shown. */
  generation: Generation | null;
  /** False: the pipelines did not say what they had read; the ledger is all there is. */
  evidence_read: boolean;
};

/** One pull request behind a sentence, with all that is known of it here. */
export type Behind = {
  ref: string;
  /** Null: it is not among what was read. */
  pull: PullRequest | null;
  line: LedgerLine | null;
  /** What the agent made of it. */
  item: Item | null;
  group: string | null;
  /** Tool calls that name it. */
  reads: CallAnswer[];
};

/**
 * Follows a sentence back to its pull requests.
 *
 * @param line 1-based, of the text as it stands; absent: its first sentence.
 * @throws {Problem} `not_found` when nothing stands there, `gone`, or `invalid` when the text is longer than fits.
 */
export async function why(deps: Deps, actor: Actor, id: string, line?: number): Promise<Why> {
  const detail = asPosted(await loadUpdate(deps, actor, id));
  const { update } = detail;
  requireFitting(detail.text);
  const sentences = sentencesOf(detail.text, update);
  const at = line === undefined ? 0 : sentences.findIndex((one) => one.line === line);
  const sentence = sentences[at];
  if (!sentence)
    throw new Problem("not_found", "There is no such sentence in the text.", "Choose one on the update’s page.");
  const generation = (await findCheckedGeneration(deps.db, update.copied_from ?? id)) ?? null;
  const [report, calls] = await Promise.all([
    orNull(generation?.artifact_uri, deps.pipelines.readReport),
    orNull(generation?.run_id, deps.pipelines.calls),
  ]);
  const origin = originOf(sentence, sentencesOf(detail.agent_text, update));
  const behind = (ref: string) => behindOf(ref, detail, report, calls?.calls ?? []);
  const lost = (origin.before?.prs ?? []).filter((ref) => !sentence.prs.includes(ref));
  return {
    update,
    sentence,
    ...origin,
    generation,
    evidence_read: report !== null,
    cited: sentence.prs.map(behind),
    lost: lost.map(behind),
    findings: detail.findings.filter((finding) => finding.line === sentence.line),
    replaced: detail.replaced.lines.filter((mark) => mark.line === sentence.line),
    previous: sentences[at - 1]?.line ?? null,
    next: sentences[at + 1]?.line ?? null,
  };
}

function sentencesOf(text: string, { brief }: Update): TextBlock[] {
  return readBlocks(text, brief.sources).filter(({ kind }) => kind !== "heading");
}

/** Less in common than this, and it is another sentence. */
const ALIKE = 0.5;

function originOf(sentence: TextBlock, agents: readonly TextBlock[]): Pick<Why, "author" | "before"> {
  if (agents.length === 0) return { author: "unknown", before: null };
  if (agents.some(({ text }) => text === sentence.text)) return { author: "agent", before: null };
  const words = wordsIn(sentence.text);
  const ranked = agents.map((block) => ({ block, likeness: likeness(wordsIn(block.text), words) }));
  const best = ranked.reduce((one, other) => (other.likeness > one.likeness ? other : one));
  return best.likeness >= ALIKE ? { author: "changed", before: best.block } : { author: "person", before: null };
}

/** Of all words in two sentences, the part that is in both. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : shared / all;
}

const wordsIn = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

function behindOf(
  ref: string,
  { update, ledger }: UpdateDetail,
  report: ReadReport | null,
  calls: CallAnswer[],
): Behind {
  const names = ({ label }: CallAnswer) =>
    splitCitations(label, update.brief.sources).some((piece) => piece.ref === ref);
  return {
    ref,
    pull: report?.pull_requests.find((one) => one.ref === ref) ?? null,
    line: ledger.find(({ pr }) => pr === ref) ?? null,
    item: report?.report.items.find(({ prs }) => prs.includes(ref)) ?? null,
    group: report?.report.grouped.find(({ prs }) => prs.includes(ref))?.label ?? null,
    reads: calls.filter((call) => call.kind === "tool" && names(call)),
  };
}

/** Null when there is nothing to ask for, or when the pipelines do not say. */
async function orNull<Answer>(what: string | null | undefined, ask: (what: string) => Promise<Answer>) {
  if (!what) return null;
  try {
    return await ask(what);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
