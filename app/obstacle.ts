import type { VersionReadiness } from "../webhooks/contract/readiness.ts";

/** What whoever is about to ask for a text should know of the pipelines. */
export type Obstacle = { message: string; fix: string; refuses: boolean };

/** Who reads and who writes: of what else is not as it should be, whoever runs Pulse hears. */
const CONCERNS_ALL = new Set(["github", "model"]);

/** The one thing that most stands in the way; null: nothing does, or nobody knows. */
export function obstacleOf(readiness: VersionReadiness | null): Obstacle | null {
  const faults = (readiness?.reasons ?? []).filter(({ ok }) => ok === false);
  const worst = faults.find(({ refuses }) => refuses) ?? faults.find(({ what }) => CONCERNS_ALL.has(what));
  return worst ? { message: worst.message, fix: worst.fix, refuses: worst.refuses } : null;
}

/** In one line, where there is no room for more. */
export const obstacleText = ({ message, fix, refuses }: Obstacle): string =>
  `${refuses ? "No draft can be written right now. " : ""}${message} ${fix}`.trim();
