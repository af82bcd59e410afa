import { inColumns } from "../columns.ts";
import { onOneLine } from "../say.ts";
import type { Command } from "./command.ts";

export const profiles: Command = {
  name: "profiles",
  words: [],
  about: "The team’s profiles, with the number of the policy of each",
  async work(pulse) {
    const list = await pulse.profiles();
    const rows = list.profiles.map(({ slug, policy, channel, sources }) => [
      onOneLine(slug),
      policy === 0 ? "no policy" : `policy ${policy}`,
      `#${onOneLine(channel)}`,
      sources.map(({ repo, base_branch }) => onOneLine(`${repo}@${base_branch}`)).join(", "),
    ]);
    const none = "There is no profile yet: make one in Pulse, under Profiles.";
    return { lines: rows.length > 0 ? inColumns(rows) : [none], json: list };
  },
};
