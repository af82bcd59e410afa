import type { SlackDeps } from "./deps.ts";

/** Slack waits three seconds; the way there and back takes some of them. Source: docs.slack.dev, "Acknowledgment response". */
const DRAWN_WITHIN_MS = 2_400;

export const patienceOf = ({ patience_ms = DRAWN_WITHIN_MS }: Pick<SlackDeps, "patience_ms">): number => patience_ms;
