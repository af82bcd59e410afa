import type { ViewListeners } from "../seen.ts";
import { change_channel } from "./change-channel.ts";
import { correctTyped, saveTyped } from "./edit.ts";
import { editOneItem, leaveOutItem, saveItems } from "./items.ts";
import { approveRead, correctRead } from "./read.ts";
import { useWording } from "./wording.ts";
import { rejectWithReason, requestChangesWithReason, retractWithReason } from "./reason.ts";

/** The forms that a card's buttons open. */
export const cardViews = {
  approve_read: approveRead,
  correct_read: correctRead,
  edit: saveTyped,
  edit_items: saveItems,
  edit_item: editOneItem,
  leave_out_item: leaveOutItem,
  use_wording: useWording,
  correct: correctTyped,
  change_channel,
  request_changes: requestChangesWithReason,
  reject: rejectWithReason,
  retract: retractWithReason,
} satisfies Partial<ViewListeners>;
