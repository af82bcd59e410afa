import type { LeadAnswer } from "./answers.ts";
import type { LeadTalk } from "./conversation/read-conversation.ts";
import { rankOf, recordedAs, type Recorded } from "./recording.ts";
import type { ItemKind, LeadItem } from "./task.ts";

const MOST_HIGHLIGHTS = 3;
const MOST_SENTENCES = 2;
const MOST_WISHES = 5;
const MOST_WISH_CHARS = 120;

/** What a reader looks for first has a section of its own. A risk review opens with nothing else, from the riskiest. */
const OWN_PLACE: readonly ItemKind[] = ["rolled_back", "breaking", "security"];

type Spoken = LeadItem & { recorded: Recorded & { opening: NonNullable<Recorded["opening"]> } };

/** The opening of a message: a recorded sentence for each of the items that matter most, and those items. */
export function writeLead(talk: LeadTalk): LeadAnswer {
  const { analysis_type } = talk.task;
  const spoken = talk.items.flatMap((item): Spoken[] => {
    const recorded = recordedAs(item.text);
    return recorded?.opening ? [{ ...item, recorded: { ...recorded, opening: recorded.opening } }] : [];
  });
  const ranked = byRank(spoken);
  const warnings = OWN_PLACE.flatMap((kind) => ranked.filter((item) => item.kind === kind));
  const news = ranked.filter(({ kind }) => !OWN_PLACE.includes(kind));
  const isRisk = analysis_type === "risk_review";
  const told = isRisk ? warnings : [...news.slice(0, 1), ...byRank([...warnings, ...news.slice(1)])];
  const lit = isRisk ? warnings : news;
  return {
    intro: introOf(told, talk),
    highlights: lit.slice(0, MOST_HIGHLIGHTS).map(({ item }) => item),
    ...(talk.names_wishes && { not_followed: talk.wishes.others.slice(0, MOST_WISHES).map(notFollowed) }),
  };
}

const notFollowed = (wish: string): string =>
  `${wish.slice(0, MOST_WISH_CHARS)}: the demo model’s sentences are recorded, so it follows what is about their length and kinds`;

function byRank(spoken: readonly Spoken[]): Spoken[] {
  return spoken.toSorted((a, b) => rankOf(a.recorded) - rankOf(b.recorded));
}

function introOf(spoken: readonly Spoken[], { task: { tone }, wishes }: LeadTalk): string | null {
  if (tone === "terse" || wishes.no_intro || spoken.length === 0) return null;
  const most = wishes.shorter ? 1 : MOST_SENTENCES;
  const sentences = spoken.slice(0, most).map(({ recorded }) => recorded.opening[tone]);
  const end = tone === "celebratory" ? "!" : ".";
  return [`${sentences[0]}${end}`, ...sentences.slice(1).map((sentence) => `${sentence}.`)].join(" ");
}
