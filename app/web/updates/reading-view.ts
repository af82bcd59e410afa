import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Deps } from "../../deps.ts";
import { placeComments } from "../../feedback/place-comments.ts";
import { firstWords } from "../../message/first-words.ts";
import type { Piece } from "../../message/preview.ts";
import { readingParts } from "../../message/render.ts";
import { sentencesOf, type Sentence } from "../../message/sentences.ts";
import type { AppFinding } from "../../updates/app-finding.ts";
import { openFaults, openFlags, type ShownFinding } from "../../updates/ask-checks.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { messageContext } from "../../updates/message-context.ts";
import { readAt } from "../../updates/stale.ts";
import type { Around, Author } from "./around.ts";
import { offerView, type OfferView } from "./offer-view.ts";
import { markOf } from "./replaced-view.ts";
import { sinceView, type SinceView } from "./since-view.ts";
import type { DiffPart } from "./text-view.ts";

/** The message as Slack will show it, and beside each sentence what there is to say of it. */
export type ReadingView = {
  /** One for each Slack message. Each piece is HTML that the renderer of the post made safe, cut where its notes stand. */
  parts: { html: string; notes: BesideNote[]; sentence: AskedSentence | null }[][];
  /** Why it cannot be a message; "". */
  problem: string;
  /** What somebody wrote about a sentence that is not there; "". */
  unsaid: string;
  /** What is not about one sentence. */
  loose: BesideNote[];
  /** Where the first of them stands: an anchor's name. */
  faults: { count: number; first: string };
  flags: { count: number; first: string };
  comments: { count: number; first: string };
  since: Pick<SinceView, "at" | "count" | "gone"> & { first: string };
  checked: boolean;
  /** Somebody still has to decide, so it matters what is found. */
  open: boolean;
  /** When somebody last read on GitHub what it tells. */
  read_at: Date | null;
};

/** One that can be commented on. `keep`: what the browser calls its copy of what is typed; `here`: whoever looks does so now. */
type AskedSentence = { key: string; keep: string; begins: string; here: boolean; said: string };

export type BesideNote = { id: string; line: number | null } & (
  | {
      kind: "fault" | "flag";
      key: string;
      message: string;
      fix: string;
      looked_at: string;
      offer: OfferView | null;
      posts: NonNullable<AppFinding["posts"]>;
    }
  | { kind: "known"; message: string; who: string }
  | { kind: "comment"; comment_id: string; who: string; at: Date; said: string; is_mine: boolean; gone: string }
  | { kind: "rules"; did: string; because: string }
  | { kind: "change"; what: string; who: string; words: DiffPart[] }
);

type Looking = Pick<Deps, "settings"> & Pick<Around, "before" | "author" | "person" | "commenting">;

export function readingView(looking: Looking, detail: UpdateDetail): ReadingView {
  const { before = null, author = null, person = "", commenting = null, ...deps } = looking;
  const { update, text, findings, checked, generation } = detail;
  const since = sinceView(before, text, update.brief.sources);
  const isOpen = update.state === "in_review";
  const sentences = isOpen ? sentencesOf(text, messageContext(deps, update, detail.people)) : [];
  const notes = isOpen
    ? [
        ...findings.map((finding) => findingNote(finding, text)),
        ...commentNotes(detail, sentences, person),
        ...rulesNotes(detail),
        ...changeNotes(since, author),
      ]
    : [];
  const asked = new Map(sentences.map((one) => [one.line, askedSentence(one, update, commenting)]));
  const { parts, problem } = drawn(deps, detail);
  const lines = parts.flat();
  const loose = notes.filter(({ line }) => !lines.some((piece) => stands(line, piece)));
  const first = (kind: BesideNote["kind"]) => notes.find((note) => note.kind === kind)?.id ?? "";
  return {
    parts: parts.map((pieces) =>
      pieces.map((piece) => ({
        html: piece.html,
        notes: notes.filter(({ line }) => stands(line, piece)),
        sentence: asked.get(piece.from) ?? null,
      })),
    ),
    problem,
    unsaid: sentences.some(({ key }) => key === commenting?.sentence_key) ? "" : (commenting?.said ?? ""),
    loose,
    faults: { count: isOpen ? openFaults({ findings }).length : 0, first: first("fault") },
    flags: { count: isOpen ? openFlags({ findings }).length : 0, first: first("flag") },
    comments: { count: isOpen ? detail.comments.length : 0, first: first("comment") },
    since: { at: since.at, count: since.count, gone: since.gone, first: first("change") },
    checked,
    open: isOpen,
    read_at: isOpen && generation ? readAt(generation) : null,
  };
}

const stands = (line: number | null, { from, to }: Piece): boolean => line !== null && from <= line && line <= to;

function drawn(
  deps: Pick<Deps, "settings">,
  { update, text, people }: UpdateDetail,
): { parts: Piece[][]; problem: string } {
  try {
    return {
      parts: readingParts(text, messageContext(deps, update, people), `/updates/${update.id}/why`),
      problem: "",
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { parts: [], problem: `${error.message} ${error.remedy}` };
  }
}

function findingNote(finding: ShownFinding, text: string): BesideNote {
  const { key, severity, message, fix, line, looked_at = "", acknowledged_by, posts = [] } = finding;
  const id = `finding-${key}`;
  if (severity === "flag" && acknowledged_by) return { id, line, kind: "known", message, who: acknowledged_by };
  return { id, line, kind: severity, key, message, fix, looked_at, offer: offerView(finding, text), posts };
}

function askedSentence(
  { key, words }: Sentence,
  { id }: UpdateDetail["update"],
  commenting: Around["commenting"],
): AskedSentence {
  const here = commenting?.sentence_key === key;
  return {
    key,
    keep: `comment.${id}.${key}`,
    begins: firstWords(words),
    here,
    said: here ? (commenting?.said ?? "") : "",
  };
}

function commentNotes({ comments }: UpdateDetail, sentences: readonly Sentence[], person: string): BesideNote[] {
  const places = placeComments(comments, sentences);
  return comments.map(({ id, person_id, person_name, created_at, sentence, said }) => {
    const place = places.get(id);
    return {
      id: `comment-${id}`,
      kind: "comment",
      comment_id: id,
      line: place?.line ?? null,
      who: person_name,
      at: created_at,
      said,
      is_mine: person_id === person,
      gone: place ? "" : sentence,
    };
  });
}

function rulesNotes({ replaced }: UpdateDetail): BesideNote[] {
  return replaced.lines.map((one, index) => ({ id: `rules-${index}`, kind: "rules", ...markOf(one) }));
}

function changeNotes({ changes }: SinceView, author: Author): BesideNote[] {
  const who = author?.name ?? "";
  return changes.map(({ line, what, words }, index) => ({
    id: `change-${index}`,
    kind: "change",
    line,
    what,
    who,
    words,
  }));
}
