import type { ShareAnswer } from "./answers.ts";
import type { ShareTalk } from "./conversation/read-conversation.ts";
import { type Recorded, rankOf, recordedOf } from "./recording.ts";
import type { EvidencePull, ItemKind, ToldPull } from "./task.ts";

type Told = EvidencePull & { recorded: Recorded };

/** The pull requests of a share with what is recorded of them, or the first of which nothing is. */
export function recordedShare({ evidence, task }: ShareTalk): { told: Told[] } | { unknown: string } {
  const told: Told[] = [];
  for (const pull of evidence) {
    const recorded = recordedOf(pull, task.repositories);
    if (!recorded) return { unknown: repositoryOf(pull, task.repositories) };
    told.push({ ...pull, recorded });
  }
  return { told };
}

export function repositoryOf({ pr }: ToldPull, repositories: readonly string[]): string {
  return pr.startsWith("#") ? (repositories[0] ?? "") : pr.slice(0, pr.indexOf("#"));
}

/** Every pull request of the share in exactly one place, in the words that are recorded for the tone. */
export function writeShare(told: readonly Told[], { task, wishes }: ShareTalk): ShareAnswer {
  const isOut = ({ kind, must }: Told) => !must && (wishes.leave_out.includes(kind) || !task.kinds.includes(kind));
  const candidates = told.filter((each) => !isOut(each)).toSorted((a, b) => orderOf(a) - orderOf(b));
  const musts = candidates.filter(({ must }) => must).length;
  const most = Math.max(musts, Math.min(task.most_items, wishes.most_items ?? Infinity));
  const tone = wishes.shorter ? "terse" : task.tone;
  return {
    items: candidates.slice(0, most).map(({ recorded, kind, area, pr }) => ({
      kind: task.kinds.includes(kind) ? kind : (task.kinds[0] ?? "improvement"),
      area: recorded.area ?? area,
      text: recorded[tone] ?? recorded.neutral,
      prs: [pr],
      highlight: rankOf(recorded) === 1,
    })),
    grouped: groupsOf(candidates.slice(most)),
    omitted: told.filter(isOut).map(({ pr }) => ({ pr, reason: "not_user_facing" })),
  };
}

function orderOf({ must, recorded }: Told): number {
  return must ? 0 : rankOf(recorded);
}

const SMALLER: Partial<Record<ItemKind, string>> = {
  feature: "smaller additions",
  performance: "smaller speed-ups",
  fix: "smaller fixes",
  docs: "documentation changes",
  internal: "internal changes",
  rolled_back: "changes rolled back",
};

function groupsOf(beyond: readonly Told[]): ShareAnswer["grouped"] {
  const groups = Map.groupBy(beyond, ({ kind }) => SMALLER[kind] ?? "smaller improvements");
  return [...groups].map(([label, pulls]) => ({ label, prs: pulls.map(({ pr }) => pr) }));
}
