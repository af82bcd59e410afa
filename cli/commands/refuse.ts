import { onOneLine } from "../say.ts";
import type { Command } from "./command.ts";

export const refusing: Command = {
  name: "policy refuse",
  words: ["PROFILE", "ID"],
  about: "Refuses what is proposed: it comes back only when twice as much speaks for it",
  async work(pulse, [slug = "", key = ""]) {
    const refused = await pulse.refuse(slug, key);
    return { lines: [`Refused: “${onOneLine(refused.text)}”`], json: refused };
  },
};
