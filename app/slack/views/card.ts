import type { Views } from "../seen.ts";
import { change_channel } from "./change-channel.ts";
import { correct, edit } from "./edit.ts";
import { reject, request_changes, retract } from "./reason.ts";

/** The forms that a card's buttons open. */
export const cardViews = { edit, correct, change_channel, request_changes, reject, retract } satisfies Partial<Views>;
