import { z } from "zod";
import type { OwnEmoji } from "../ports/slack.ts";
import type { SlackApi } from "./client.ts";
import { errorCode } from "./error-code.ts";

/** More than anybody made, and as many as a page takes. */
const MOST_OWN = 5_000;
/** Of the letters that are read as a name in a text; Slack lets people use others, too. */
const NAME = /^[a-z0-9_+-]{1,80}$/;

/** Source: docs.slack.dev, emoji.list: an address for each name, or "alias:" and another one's. */
const listed = z.object({ emoji: z.record(z.string(), z.string()) });

/** Without `emoji:read` nobody lets us know, and everything else works. */
export const ownEmojiIn = (web: SlackApi["web"]) => async (): Promise<OwnEmoji> => {
  try {
    const { emoji } = listed.parse(await web.emoji.list());
    const names = Object.keys(emoji).filter((name) => NAME.test(name));
    return { readable: true, names: new Set(names.toSorted().slice(0, MOST_OWN)) };
  } catch (error) {
    if (errorCode(error) === "missing_scope") return { readable: false, names: new Set() };
    throw error;
  }
};
