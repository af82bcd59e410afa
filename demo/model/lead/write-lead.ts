import type { LeadTalk } from "../conversation/read-conversation.ts";
import type { ItemKind, LeadItem } from "../task.ts";
import { rankOf } from "../share/emphasis.ts";
import { isNamed } from "../wishes/is-named.ts";
import { jsonIn } from "../written.ts";
import { writeIntro } from "./intro.ts";
import { leadAnswer, type LeadAnswer } from "./lead-answer.ts";

const MOST_HIGHLIGHTS = 3;

/** The opening of a message: a sentence or two from the counts and the items alone, and the items that stand out. */
export function writeLead(talk: LeadTalk): LeadAnswer {
  return { intro: writeIntro(talk), highlights: highlightsOf(talk) };
}

/** Plainer with every try: first the counts alone, then nothing. */
export function mendLead(talk: LeadTalk): LeadAnswer {
  const last = talk.repairs.at(-1);
  const read = leadAnswer.safeParse(jsonIn(last?.answer ?? "", talk.nonce));
  if (!read.success || !last) return writeLead(talk);
  const known = new Set(talk.items.map(({ item }) => item));
  const highlights = [...new Set(read.data.highlights)].filter((item) => known.has(item)).slice(0, MOST_HIGHLIGHTS);
  const isAboutIntro = last.faults.some((fault) => !/\bhighlights?\b/i.test(fault));
  if (!isAboutIntro) return { ...read.data, highlights };
  const plainer = talk.repairs.length > 1 ? null : writeIntro(talk, { countsAlone: true });
  return { intro: plainer === read.data.intro ? null : plainer, highlights };
}

/** These are found at their own place, always; only who looks for risks wants them on top. */
const OWN_PLACE = new Set<ItemKind>(["breaking", "security", "rolled_back"]);
const BEHIND = new Set<ItemKind>(["docs", "internal"]);

function highlightsOf({ items, task, wishes }: LeadTalk): number[] {
  const isRisk = task.analysis_type === "risk_review";
  const wanted = (each: LeadItem) => isNamed([...wishes.first, ...wishes.focus], aboutOf(each));
  const candidates = items.filter(
    (each) =>
      wanted(each) ||
      (!BEHIND.has(each.kind) && (isRisk || !OWN_PLACE.has(each.kind)) && !isNamed(wishes.leave_out, aboutOf(each))),
  );
  return candidates
    .map((each) => ({ item: each.item, rank: wanted(each) ? -1 : rankOf(each.kind, task.analysis_type, wishes) }))
    .sort((a, b) => a.rank - b.rank || a.item - b.item)
    .slice(0, MOST_HIGHLIGHTS)
    .map(({ item }) => item);
}

function aboutOf({ kind, area, text }: LeadItem) {
  return { kind, area, words: text };
}
