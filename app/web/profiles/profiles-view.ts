import type { BeforePosting, NamesAs } from "../../../db/app/tables.ts";
import type { BriefFields } from "../compose/brief-fields.ts";
import type { Mistake } from "../page/mistakes.ts";
import type { ScheduleSummary } from "../schedules/schedules-view.ts";
import type { TemplateChoices } from "./template-choices.ts";
import type { RulesFields } from "./profile-rules.ts";

export type ProfilesView = { profiles: ProfileCard[]; /** Make and use them, not only look. */ may: boolean };

export type ProfileCard = {
  slug: string;
  name: string;
  repos: string[];
  channel: string;
  kind: string;
  icon: string;
  window: string;
  time_zone: string;
  last: Date | null;
  /** Why its schedule drafts nothing any more; null: it does, or there is none. */
  ownerless: string | null;
};

export type ProfileFormView = {
  fields: BriefFields;
  rules: RulesFields;
  before_posting: BeforePosting;
  names_as: NamesAs;
  /** What may write its updates; empty: there is nothing to choose. */
  writers: TemplateChoices;
  name: string;
  /** Null for a new one. */
  slug: string | null;
  mistakes: Mistake[];
  /** Why it could not be saved, where no field is to blame. */
  problem: { message: string; remedy: string } | null;
  /** False: it is shown, and cannot be saved. */
  may: boolean;
  /** The number of its policy; 0: it has none of its own, or is new. */
  policy: number;
  /** Null: it has none. */
  schedule: ScheduleSummary | null;
};
