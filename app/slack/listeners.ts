import { actionListeners } from "./actions/index.ts";
import type { Listeners } from "./bolt.ts";
import { drawCards } from "./cards/draw.ts";
import { commands } from "./commands/index.ts";
import type { Chore } from "./front.ts";
import { openHome, publishHomes } from "./home.ts";
import { deliverNotices } from "./notices.ts";
import { shortcuts } from "./shortcuts.ts";
import { views } from "./views/index.ts";

/** What people can do in Slack: one listener for each name in rights.ts. */
export const listeners: Listeners = {
  command: commands,
  action: actionListeners,
  view: views,
  shortcut: shortcuts,
  event: { app_home_opened: openHome },
};

/** What Slack shows of the database, in the order in which it matters. */
export const chores: readonly Chore[] = [drawCards, deliverNotices, publishHomes];
