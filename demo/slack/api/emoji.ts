import { z } from "zod";
import { EMOJI_ALIASES, OWN_EMOJI, WORLD_BEGAN_S } from "../world.ts";
import { method } from "./method.ts";

/** Source: docs.slack.dev, emoji.list: the workspace's own alone, an address for each, or "alias:" and another one's name. */
export const list = method(z.object({}), (demo) => ({
  emoji: {
    ...Object.fromEntries(Object.keys(OWN_EMOJI).map((name) => [name, `${demo.url()}/emoji/${name}.png`])),
    ...Object.fromEntries(Object.entries(EMOJI_ALIASES).map(([name, of]) => [name, `alias:${of}`])),
  },
  cache_ts: `${WORLD_BEGAN_S}.000000`,
}));
