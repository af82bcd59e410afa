import type { BriefFields } from "./brief-fields.ts";
import type { EvidenceView } from "./evidence-view.ts";

export type ComposeView = {
  fields: BriefFields;
  evidence: EvidenceView;
  profile: { slug: string; name: string } | null;
  profiles: ProfileChoice[];
  /** The update whose brief is being changed, to be written again; null for a new one. */
  again: { id: string; title: string } | null;
  mistakes: number;
};

export type ProfileChoice = { slug: string; name: string; channel: string; repos: string };
