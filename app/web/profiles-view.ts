import type { BriefFields } from "./brief-fields.ts";
import type { ScheduleSummary } from "./schedules-view.ts";
import type { RulesFields } from "./profile-rules.ts";

export type ProfilesView = { profiles: ProfileCard[] };

export type ProfileCard = {
  slug: string;
  name: string;
  repos: string[];
  channel: string;
  kind: string;
  icon: string;
  range: string;
  time_zone: string;
  last: Date | null;
};

export type ProfileFormView = {
  fields: BriefFields;
  rules: RulesFields;
  name: string;
  /** Null for a new one. */
  slug: string | null;
  mistakes: number;
  /** Null: it has none. */
  schedule: ScheduleSummary | null;
};
