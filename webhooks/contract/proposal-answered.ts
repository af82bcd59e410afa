import { dateText } from "../../base/date-text.ts";
import type { AnsweredProposal } from "./app-api.ts";

/** "Tobi accepted this on 9 Nov 2026, 14:05 UTC." */
export const answeredText = ({ state, by, at }: Pick<AnsweredProposal, "state" | "by" | "at">): string =>
  `${by ?? "Somebody"} ${state} this on ${dateText(new Date(at), null, { timeZone: "UTC", clock: true })} UTC.`;
