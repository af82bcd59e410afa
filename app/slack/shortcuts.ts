import { Problem } from "../../webhooks/contract/problem.ts";
import { MAX_CONTEXT_CHARS } from "./blocks/compose.ts";
import { shortened } from "./blocks/text.ts";
import { unescaped } from "./read-words.ts";
import type { Shortcuts } from "./seen.ts";
import { openCompose } from "./views/compose-open.ts";

export const shortcuts: Shortcuts = {
  compose_update: (deps, seen) => openCompose(deps, seen),

  // What was said goes into a field of the form: whoever sends it sees it first.
  add_to_update: async (deps, seen) => {
    const text = unescaped(seen.message?.text ?? "").trim();
    if (!seen.message || text === "") {
      throw new Problem(
        "invalid",
        "There are no words in this message.",
        "Choose one with a text, or compose without it.",
      );
    }
    await openCompose(deps, seen, { channel: seen.message.channel, context: shortened(text, MAX_CONTEXT_CHARS) });
  },
};
