import type { ViewListeners } from "../seen.ts";
import { cardViews } from "./card.ts";
import { composeView } from "./compose.ts";

export const views: ViewListeners = { compose: composeView, ...cardViews };
