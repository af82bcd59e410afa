import type { ShareTalk } from "../conversation/read-conversation.ts";
import type { ItemKind, ShareTask } from "../task.ts";
import type { Wishes } from "../wishes/read-wishes.ts";
import { type Change, readChanges } from "./change.ts";
import { choose, type Chosen, fits } from "./choose.ts";
import { itemText, type TextLimits } from "./item-text.ts";
import type { ShareAnswer, ShareItem } from "./share-answer.ts";
import { counted, sortOf } from "./sort-of.ts";

/** The report of one share: every pull request of its evidence in exactly one place. */
export function writeShare({ task, evidence, lookups, wishes }: ShareTalk): ShareAnswer {
  const chosen = choose(readChanges(evidence, lookups), task, wishes);
  const limits = { most_words: task.most_words, details: !wishes.shorter && !wishes.titles_only };
  const lit = highlights(chosen.items, task, wishes);
  const [told, beyond] = withinItems(chosen.items, task);
  return {
    items: [...told.map((change) => itemOf(change, task, limits, lit.has(change))), ...manyInOne(beyond, task)],
    grouped: groupsOf(chosen.grouped),
    omitted: chosen.omitted.flatMap((change) => change.prs.map((pr) => ({ pr, reason: sortOf(change).reason }))),
  };
}

export function itemOf(change: Change, task: ShareTask, limits: TextLimits, highlight: boolean): ShareItem {
  const voice = { type: task.analysis_type, tone: task.tone };
  const { area, prs } = change;
  return { kind: kindWithin(change.kind, task), area, text: itemText(change, voice, limits), prs: [...prs], highlight };
}

const NEAREST: readonly ItemKind[] = ["improvement", "fix", "feature", "internal"];

export function kindWithin(kind: ItemKind, { kinds }: ShareTask): ItemKind {
  // Safe: a task names at least one kind.
  return kinds.includes(kind) ? kind : (NEAREST.find((other) => kinds.includes(other)) ?? (kinds[0] as ItemKind));
}

/** These have a place of their own, or none. */
const NEVER_LIT = new Set<ItemKind>(["breaking", "security", "rolled_back", "docs", "internal"]);
const MOST_LIT = 2;

function highlights(items: readonly Change[], { tone }: ShareTask, { first, focus }: Wishes): Set<Change> {
  const wanted = items.filter((change) => fits([...first, ...focus], change));
  const others = items.filter(({ kind }) => !NEVER_LIT.has(kind));
  return new Set([...wanted, ...others].slice(0, tone === "terse" ? 1 : MOST_LIT));
}

/** Only what must be told can be more than the task allows: the last of these share one item. */
function withinItems(items: readonly Change[], { most_items }: ShareTask): [Change[], Change[]] {
  const musts = items.filter(({ must }) => must);
  if (musts.length <= most_items) return [[...items], []];
  return [musts.slice(0, most_items - 1), musts.slice(most_items - 1)];
}

function manyInOne(changes: readonly Change[], task: ShareTask): ShareItem[] {
  const [first] = changes;
  if (!first) return [];
  const text = "Further breaking and security changes";
  const prs = changes.flatMap((change) => change.prs);
  return [{ kind: kindWithin(first.kind, task), area: "", text, prs, highlight: false }];
}

/** What people look for first stands first. */
const GROUP_ORDER = ["smaller", "change rolled back", "documentation", "internal", "dependency", "release"];

export function groupsOf(changes: Chosen["grouped"]): ShareAnswer["grouped"] {
  const groups = Map.groupBy(changes, (change) => sortOf(change).noun);
  const placeOf = (noun: string) => GROUP_ORDER.findIndex((start) => noun.startsWith(start));
  return [...groups]
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([noun, members]) => {
      const prs = members.flatMap((member) => member.prs);
      return { label: counted(prs.length, noun), prs };
    });
}
