import type { LeadTalk } from "../conversation/read-conversation.ts";
import type { AnalysisType, ItemKind, LeadItem, LeadTask, Tone } from "../task.ts";
import { readArea } from "../text/area.ts";
import { isNamed } from "../wishes/is-named.ts";

/** Null where the tone, or a wish, has none. */
export function writeIntro(talk: LeadTalk, { countsAlone = false } = {}): string | null {
  const { task, items, wishes } = talk;
  if (task.tone === "terse" || wishes.no_intro) return null;
  const first = FIRST[task.analysis_type][mannerOf(task.tone)](countsOf(task));
  if (countsAlone) return first;
  const second = wishes.thanks ? "Thanks to everyone who took part." : wishes.shorter ? "" : themes(items, talk);
  return [first, second].filter(Boolean).join(" ");
}

type Manner = Exclude<Tone, "terse">;
type Counts = { pulls: string; people: string };

function mannerOf(tone: Tone): Manner {
  return tone === "terse" ? "neutral" : tone;
}

/** "12 pull requests" and " by 4 people": the only numbers that an opening has. */
function countsOf({ counts }: LeadTask): Counts {
  const pulls = `${counts.pull_requests} ${counts.pull_requests === 1 ? "pull request" : "pull requests"}`;
  return {
    pulls,
    people: counts.people < 1 ? "" : ` by ${counts.people === 1 ? "1 person" : `${counts.people} people`}`,
  };
}

/** At most one exclamation mark, and only where it is wanted. */
const FIRST: Record<AnalysisType, Record<Manner, (counts: Counts) => string>> = {
  weekly_digest: {
    neutral: ({ pulls, people }) => `${pulls}${people} went in.`,
    warm: ({ pulls, people }) => `Here is what you can look at now: ${pulls}${people}.`,
    celebratory: ({ pulls, people }) => `Time to celebrate what went in: ${pulls}${people}!`,
  },
  release_notes: {
    neutral: ({ pulls }) => `This is what changes for you, out of ${pulls}.`,
    warm: ({ pulls }) => `Here is what is new for you, picked from ${pulls}.`,
    celebratory: ({ pulls }) => `It is here: ${pulls}, and this is what is in it for you!`,
  },
  risk_review: {
    neutral: ({ pulls, people }) => `${pulls}${people}, read for what could go wrong.`,
    warm: ({ pulls, people }) => `We read ${pulls}${people} for what could go wrong, so that you are not surprised.`,
    celebratory: ({ pulls, people }) => `Well done: ${pulls}${people}, and here is what to keep an eye on!`,
  },
};

/** The second sentence: what the items are about, or what people wanted first. */
function themes(items: readonly LeadItem[], { task, wishes }: LeadTalk): string {
  if (items.length === 0) return task.counts.pull_requests > 0 ? "None of it needs an item of its own." : "";
  const wanted = items.filter(({ kind, area, text }) =>
    isNamed([...wishes.first, ...wishes.focus], { kind, area, words: text }),
  );
  const first = listed(areasOf(wanted, 1));
  if (first) return `First up: ${first}.`;
  if (task.analysis_type === "risk_review") return watchFirst(items);
  const areas = areasOf(items, MOST_AREAS);
  return areas.length > 0 ? ABOUT[task.analysis_type][mannerOf(task.tone)](listed(areas)) : mostly(items);
}

const ABOUT: Record<Exclude<AnalysisType, "risk_review">, Record<Manner, (areas: string) => string>> = {
  weekly_digest: {
    neutral: (areas) => `Look first at ${areas}.`,
    warm: (areas) => `Have a look at ${areas} when you have a minute.`,
    celebratory: (areas) => `A special cheer for ${areas}.`,
  },
  release_notes: {
    neutral: (areas) => `Begin with ${areas}.`,
    warm: (areas) => `You may want to begin with ${areas}.`,
    celebratory: (areas) => `Treat yourself to ${areas} first.`,
  },
};

const MOST_AREAS = 2;

/** The areas with most items, the most first. One with a digit would be a number that nobody counted. */
function areasOf(items: readonly LeadItem[], most: number): string[] {
  const names = items.map(({ area }) => readArea(area)).filter((area) => /^\D{2,}$/.test(area));
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, same]) => ({ name, count: same.length }));
  return counts
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
    .map(({ name }) => name);
}

const RISKS: [ItemKind, string][] = [
  ["breaking", "what breaks"],
  ["rolled_back", "what was rolled back"],
  ["security", "security"],
  ["fix", "the fixes"],
];

function watchFirst(items: readonly LeadItem[]): string {
  const present = RISKS.filter(([kind]) => items.some((item) => item.kind === kind)).map(([, words]) => words);
  return present.length > 0 ? `Worth watching first: ${listed(present)}.` : "Nothing in it breaks or was rolled back.";
}

const KIND_WORDS: Partial<Record<ItemKind, string>> = {
  feature: "new features",
  fix: "fixes",
  performance: "speed-ups",
  improvement: "improvements",
};

function mostly(items: readonly LeadItem[]): string {
  const found = Object.entries(KIND_WORDS).find(
    ([kind]) => items.filter((item) => item.kind === kind).length * 2 > items.length,
  );
  return found ? `Mostly ${found[1]}.` : "";
}

/** "a", "a and b", "a, b and c" */
function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
