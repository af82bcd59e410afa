import type { KeptPolicy } from "../../webhooks/contract/app-api.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { readPolicyFile, writePolicyFile } from "../policy-file.ts";
import type { Command } from "./command.ts";

export const push: Command = {
  name: "policy push",
  words: ["PROFILE", "FILE"],
  about: "Makes the policy in the file the one that holds",
  options: {
    why: { type: "string", value: "TEXT", about: "why, for whoever looks later" },
    "even-if-empty": { type: "boolean", about: "also where an update of the last windows would have told nothing" },
  },
  more: "The file gets the new number. Where somebody else saved meanwhile, nothing is pushed.",
  async work(pulse, [slug = "", path = ""], { why, "even-if-empty": even }) {
    const file = readPolicyFile(path);
    const body = { policy: file.policy, even_if_empty: even === true, ...(typeof why === "string" && { why }) };
    const saved = await inWordsOfFiles(slug, () => pulse.save(slug, file.number, body));
    const isNew = saved.number !== file.number;
    if (isNew) keepNumber(path, saved);
    return {
      lines: [
        isNew
          ? `Saved as policy ${saved.number} of ${slug}; ${path} has its number.`
          : `Nothing to save: policy ${saved.number} of ${slug} says the same.`,
      ],
      json: { number: saved.number, saved: isNew },
    };
  },
};

/** What was saved is saved, also where the file cannot say so. */
function keepNumber(path: string, { number, policy }: KeptPolicy): void {
  try {
    writePolicyFile(path, { number, policy });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message } = error;
    throw new Problem(code, `Saved as policy ${number}, but ${message}`, `Write the number ${number} into it.`, {
      cause: error,
    });
  }
}

/** The next step, as it is here. */
async function inWordsOfFiles<Result>(slug: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, details } = error;
    if (code === "precondition_failed") {
      const remedy = `Pull it into another file (pulse policy pull ${slug} FILE), put your changes in, and push that one.`;
      throw new Problem(code, message, remedy, { cause: error });
    }
    if (!details.some((one) => one.code === "empties")) throw error;
    throw new Problem(code, message, "Change a rule, or push with --even-if-empty.", { cause: error });
  }
}
