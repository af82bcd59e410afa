import type { ClassRow } from "./class-rows.ts";
import type { ProposalsView } from "./proposals-view.ts";
import type { MovesView } from "./moves-view.ts";
import type { ToldFault } from "./pieces.ts";
import type { RuleFormView } from "./rule-form.ts";
import type { RuleRow } from "./rule-rows.ts";
import type { SectionRow } from "./section-rows.ts";

/** "What is told": a profile's policy, what each part of it does, and what somebody changed and did not save. */
export type PolicyView = {
  slug: string;
  profile: string;
  repos: string;
  /** 0: it has none of its own. */
  number: number;
  /** Change it, not only look. */
  may: boolean;
  rules: RuleRow[];
  /** The form of a rule, open under it, or of a new one at the end; null: none is open. */
  form: RuleFormView | null;
  /** "12 windows"; "" where nothing was read. */
  counted: string;
  /** What is wrong with it and belongs to no rule or section. */
  faults: ToldFault[];
  /** Null: the pipelines have not said which there are. */
  sections: SectionRow[] | null;
  ownSections: boolean;
  /** What somebody typed for a section, and why it cannot be. */
  refusedSection: { name: string; typed: string; error: string } | null;
  classes: ClassRow[];
  maxItems: string;
  moves: MovesView;
  /** Whether what is proposed is counted in, and what of it cannot be; null: nothing is open. */
  open: { counted: boolean; left: string[] } | null;
  unsaved: UnsavedView;
  newer: NewerView | null;
  /** Why what was asked for was not done. */
  problem: { message: string; remedy: string } | null;
  /** Windows that it would leave without anything told were named: it may be saved all the same. */
  empties: string;
  /** Said to whoever listens. */
  said: string;
  proposals: ProposalsView;
};

/** What somebody changed and did not save. */
type UnsavedView = { count: number; removed: string[]; beside: string[] };

/** What another one saved meanwhile, and what oneself changed. */
export type NewerView = {
  number: number;
  by: string;
  theirs: string[];
  mine: string[];
};
