import type { ReplacedView } from "./replaced-view.ts";
import type { DiffView, FindingsView, LedgerView, MeterView, PreviewView } from "./text-view.ts";

/** What changes on the page while somebody types; each part is there only when it was looked at. */
export type TypingView = {
  id: string;
  preview: PreviewView | null;
  meter: MeterView | null;
  kept: {
    saved_at: Date;
    findings: FindingsView;
    replaced: ReplacedView;
    /** Approving it asks first. */
    asks: boolean;
    ledger: LedgerView;
    diff: DiffView;
    has_agent_text: boolean;
    correcting: boolean;
    may_approve: boolean;
    base_copy: string;
  } | null;
  /** Who changed the text meanwhile. */
  stale: { by: string } | null;
  /** Why what was typed is not kept, and the next step. */
  refused: { message: string; remedy: string } | null;
};
