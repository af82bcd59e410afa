import type { Views } from "../seen.ts";
import { cardViews } from "./card.ts";
import { composeView } from "./compose.ts";

export const views: Views = { compose: composeView, ...cardViews };
