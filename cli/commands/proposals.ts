import { proposalLines } from "../proposal-text.ts";
import { dim } from "../say.ts";
import type { Command } from "./command.ts";

export const proposals: Command = {
  name: "policy proposals",
  words: ["PROFILE"],
  about: "What people’s choices speak for, and waits for an answer; each with its ID",
  async work(pulse, [slug = ""]) {
    const open = await pulse.proposals(slug);
    const next = `See what comes and goes, and answer: pulse policy accept ${slug} ID, or refuse ${slug} ID.`;
    const none = `Nothing is proposed for ${slug}. Pulse looks for proposals on the page of the policy.`;
    const lines = open.proposals.flatMap((one) => [...proposalLines(one), ""]);
    return { lines: lines.length > 0 ? [...lines, dim(next)] : [none], json: open };
  },
};
