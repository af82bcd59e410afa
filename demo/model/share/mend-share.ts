import type { ShareTalk } from "../conversation/read-conversation.ts";
import { readArea } from "../text/area.ts";
import { jsonIn } from "../written.ts";
import { type Change, readChanges } from "./change.ts";
import { itemText, nameless } from "./item-text.ts";
import { isNamedBy } from "./named-faults.ts";
import { shareAnswer, type ShareAnswer, type ShareItem } from "./share-answer.ts";
import { itemOf, kindWithin, groupsOf, writeShare } from "./write-share.ts";

/** The last answer with its named faults mended; written afresh when it cannot be read. */
export function mendShare(talk: ShareTalk): ShareAnswer {
  const last = talk.repairs.at(-1);
  const read = shareAnswer.safeParse(jsonIn(last?.answer ?? "", talk.nonce));
  if (!read.success || !last) return writeShare(talk);
  const changes = readChanges(talk.evidence, talk.lookups);
  const isSecondTry = talk.repairs.length > 1;
  const items = read.data.items.map((item, index) =>
    isNamedBy(last.faults, item, index) ? rewritten(item, changes, talk, isSecondTry) : item,
  );
  return placedOnce({ ...read.data, items }, changes, talk);
}

/** From the title alone; when that was not enough, without any foreign word. */
function rewritten(item: ShareItem, changes: readonly Change[], { task }: ShareTalk, isSecondTry: boolean): ShareItem {
  const change = changes.find(({ prs }) => prs.some((pr) => item.prs.includes(pr)));
  const voice = { type: task.analysis_type, tone: task.tone };
  const limits = { most_words: task.most_words, details: false };
  const text = change && !isSecondTry ? itemText(change, voice, limits) : nameless(item.kind);
  return { ...item, area: readArea(item.area), text: text === item.text ? nameless(item.kind) : text };
}

/** Each pull request of the evidence once, and no other: musts in items, missing ones in a group. */
function placedOnce(answer: ShareAnswer, changes: readonly Change[], talk: ShareTalk): ShareAnswer {
  const { task } = talk;
  const musts = new Set(changes.filter(({ must }) => must).flatMap(({ prs }) => prs));
  const open = new Set(changes.flatMap(({ prs }) => prs));
  const take = (written: string, mayBeMust: boolean): string[] => {
    const pr = ownReference(written, talk);
    return (mayBeMust || !musts.has(pr)) && open.delete(pr) ? [pr] : [];
  };
  const cited = answer.items.map((item) => ({
    ...item,
    kind: kindWithin(item.kind, task),
    prs: item.prs.flatMap((pr) => take(pr, true)),
  }));
  const { told, surplus } = withinItems(
    cited.filter(({ prs }) => prs.length > 0),
    musts,
    task.most_items,
  );
  const counted = answer.grouped.map(({ label, prs }) => ({ label, prs: prs.flatMap((pr) => take(pr, false)) }));
  const omitted = answer.omitted.flatMap(({ pr, reason }) => take(pr, false).map((own) => ({ pr: own, reason })));
  const limits = { most_words: task.most_words, details: false };
  const missing = only([...open, ...surplus], changes);
  const untold = missing.filter(({ must }) => must).map((change) => itemOf(change, task, limits, false));
  const added = groupsOf(missing.filter(({ must }) => !must));
  return { items: [...told, ...untold], grouped: recounted([...counted, ...added]), omitted };
}

function withinItems(items: readonly ShareItem[], musts: ReadonlySet<string>, most: number) {
  const isMust = ({ prs }: ShareItem) => prs.some((pr) => musts.has(pr));
  const room = Math.max(0, most - items.filter(isMust).length);
  const kept = new Set([...items.filter(isMust), ...items.filter((item) => !isMust(item)).slice(0, room)]);
  const surplus = items.filter((item) => !kept.has(item)).flatMap(({ prs }) => prs);
  return { told: items.filter((item) => kept.has(item)), surplus };
}

/** The changes behind some pull requests, with these alone. */
function only(prs: readonly string[], changes: readonly Change[]): Change[] {
  return changes
    .map((change) => ({ ...change, prs: change.prs.filter((pr) => prs.includes(pr)) }))
    .filter((change) => change.prs.length > 0);
}

/** Groups with the same words become one, with its number right. */
function recounted(groups: ShareAnswer["grouped"]): ShareAnswer["grouped"] {
  const nameOf = (label: string) => label.replace(/^\s*\d+\s+/, "");
  const byName = Map.groupBy(
    groups.filter(({ prs }) => prs.length > 0),
    ({ label }) => nameOf(label).replace(/(?:es|s)\b/g, ""),
  );
  return [...byName.values()].map((same) => {
    const prs = same.flatMap((group) => group.prs);
    return { label: `${prs.length} ${nameOf(same[0]?.label ?? "")}`, prs };
  });
}

/** `acme/harbor#12` and `12` are `#12` where there is one repository. */
function ownReference(written: string, { task, evidence }: ShareTalk): string {
  const number = /(?<!\d)\d+$/.exec(written.trim())?.[0] ?? "";
  const repo = /^([\w.-]+\/[\w.-]+)#/.exec(written.trim())?.[1];
  const isShort = evidence.some(({ pr }) => pr.startsWith("#"));
  return isShort && (!repo || repo === task.repositories[0]) ? `#${number}` : written.trim();
}
