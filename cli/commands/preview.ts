import { readPolicyFile } from "../policy-file.ts";
import { previewLines } from "../preview-text.ts";
import type { Command } from "./command.ts";

export const preview: Command = {
  name: "policy preview",
  words: ["PROFILE", "FILE"],
  about: "What would move in the last windows, and which rules do nothing; saves nothing",
  more: "Ends with 1 where the policy cannot be kept.",
  async work(pulse, [slug = "", path = ""]) {
    const { policy } = readPolicyFile(path);
    const previewed = await pulse.preview(slug, policy);
    return {
      lines: previewLines(previewed, policy),
      json: previewed,
      exit: previewed.faults.length > 0 ? 1 : 0,
    };
  },
};
