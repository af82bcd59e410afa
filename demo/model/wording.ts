import type { WordingTalk } from "./conversation/read-conversation.ts";
import { recordedOf, type Recorded } from "./recording.ts";
import { repositoryOf } from "./share.ts";
import type { Tone } from "./task.ts";

const TONES: readonly Tone[] = ["neutral", "warm", "celebratory", "terse"];

/** What is recorded of an item's pull requests and was not said of it yet, the nearest to its tone first; or a repository of which nothing is. */
export function otherWords({ evidence, items, task, wishes }: WordingTalk): { told: string[] } | { unknown: string } {
  const recorded: Recorded[] = [];
  for (const pull of evidence) {
    const known = recordedOf(pull, task.repositories);
    if (!known) return { unknown: repositoryOf(pull, task.repositories) };
    recorded.push(known);
  }
  const first = wishes.shorter ? "terse" : task.tone;
  const order = [first, ...TONES.filter((tone) => tone !== first)];
  const texts = order.map((tone) => recorded.map((each) => each[tone] ?? each.neutral).join("; "));
  const said = new Set(items.map(({ text }) => wordsIn(text)));
  return { told: [...new Set(texts)].filter((text) => !said.has(wordsIn(text))) };
}

const wordsIn = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
