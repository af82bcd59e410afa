import type { Deps } from "../deps.ts";
import type { Pickers } from "../pickers.ts";
import type { SlackCalls } from "./calls.ts";

/** What the listeners need; made once by front.ts. */
export type SlackDeps = Deps & {
  calls: SlackCalls;
  pickers: Pickers;
  /** How long an answer may take before Slack gets one in its stead. Absent: as patience.ts says. */
  patience_ms?: number;
};
