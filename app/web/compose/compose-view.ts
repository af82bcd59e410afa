import type { BriefFields } from "./brief-fields.ts";
import type { TemplateLink } from "../page/template-link.ts";
import type { Mistake } from "../page/mistakes.ts";
import type { CostView } from "../cost/cost-view.ts";
import type { EvidenceView } from "./evidence-view.ts";
import type { Obstacle } from "../../obstacle.ts";
import type { WriterFields } from "../../updates/writer-fields.ts";

export type ComposeView = {
  fields: BriefFields;
  evidence: EvidenceView;
  cost: CostView;
  /** `template`: what writes its updates; null: the usual one. */
  profile: { slug: string; name: string; template: TemplateLink | null } | null;
  /** What the approval rules over the chosen channel ask for; "" where whoever writes approves. */
  approval: string;
  /** What stands in the way of any draft right now. */
  obstacle: Obstacle | null;
  profiles: ProfileChoice[];
  /** The update whose brief is being changed, to be written again; null for a new one. */
  again: { id: string; title: string } | null;
  mistakes: Mistake[];
  /** Why it could not be done, where no field is to blame. */
  problem: { message: string; remedy: string } | null;
};

/** What changes with the model, the rounds and the ticks. */
export type RepricedView = {
  fields: WriterFields & Pick<BriefFields, "reprice" | "errors"> & EvidenceFields;
  cost: CostView;
  /** Null: the list stays as it is. */
  evidence: EvidenceView | null;
};

/** What the list of pull requests knows of the form around it. */
export type EvidenceFields = Pick<BriefFields, "ignored" | "chosen" | "repositories"> & { sources: readonly unknown[] };

export type ProfileChoice = { slug: string; name: string; channel: string; repos: string };
