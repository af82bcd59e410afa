import type { Actions } from "../seen.ts";
import { cardActions } from "./card.ts";
import { composeActions } from "./compose.ts";
import { itemActions } from "./items.ts";

export const actionListeners: Actions = { ...cardActions, ...composeActions, ...itemActions };
