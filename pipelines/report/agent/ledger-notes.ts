import { cleanLine } from "../../text/clean-text.ts";
import type { Draft, Noted } from "./draft.ts";

const MAX_NOTE_CHARS = 300;

/** What code did with each pull request of the writers' answers, in words, for the ledger. */
export function ledgerNotes(drafts: readonly Pick<Draft, "replaced" | "noted">[]): Noted[] {
  return drafts.flatMap(({ replaced, noted }) => [
    ...noted,
    ...replaced.flatMap(({ what, prs, because }) =>
      prs.map((pr) => ({ pr, because: cleanLine(`${DID[what]}: ${because}`, MAX_NOTE_CHARS).replace(/\.$/, "") })),
    ),
  ]);
}

const DID = {
  sentence: "The rules wrote its line",
  section: "The rules chose its section",
  label: "The rules named its group",
  opening: "The opening was left out",
};
