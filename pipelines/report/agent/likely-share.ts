import type { Limits } from "../../templates/specification.ts";
import { PULLS_FOR_EACH } from "./begin-shares.ts";
import { tokensOfPull } from "./form.ts";
import { isSmall, tokensLeft } from "./room.ts";

/** System prompt, task and tools of one prompt, and what one pull request adds to it: title, labels, first words. */
const USUAL = { prompt: 1_400, pull: 70, told: 1 };
/**
 * The same where each pull request gets one sentence of a small model: no tools, and a title with hardly more. Those that are only counted
 * no writer of these sees. @source weeks of two recorded repositories: three to nine of ten pull requests are told, five on average.
 */
const EACH = { prompt: 1_100, pull: 30, told: 0.5 };

type LikelyShare = {
  /** How many pull requests it has, where there are enough. */
  pulls: number;
  /** Of all pull requests, what some share likely has. */
  told: number;
  /** In tokens. */
  prompt: number;
  ofPull: number;
  /** Whether its writer may look things up. */
  reads: boolean;
};

/** A share as it is likely made before anybody has read a pull request. @param window In tokens; null: nobody knows of one. */
export function likelyShare({ share_pulls }: Pick<Limits, "share_pulls">, window: number | null): LikelyShare {
  const isForEach = isSmall(window);
  const { prompt, pull: ofPull, told } = isForEach ? EACH : USUAL;
  const most = isForEach ? Math.min(share_pulls, PULLS_FOR_EACH) : share_pulls;
  const room = window === null ? Infinity : tokensLeft(window, []) - prompt;
  const fitting = Math.floor(room / (ofPull + tokensOfPull(isForEach ? "short" : undefined, "")));
  return { pulls: Math.max(1, Math.min(most, fitting)), told, prompt, ofPull, reads: !isForEach };
}
