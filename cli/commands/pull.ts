import { Problem } from "../../webhooks/contract/problem.ts";
import type { PulseClient } from "../client.ts";
import { findPolicyFile, isSamePolicy, textOfFile, writePolicyFile } from "../policy-file.ts";
import type { Command } from "./command.ts";

export const pull: Command = {
  name: "policy pull",
  words: ["PROFILE", "[FILE]"],
  about: "Writes the policy that holds to a file; without one, prints it",
  options: { force: { type: "boolean", about: "writes over changes of the file that Pulse does not have" } },
  more: "The file is JSON: the policy, and its number, which push needs.",
  async work(pulse, [slug = "", path], { force }) {
    const { number, policy } = await pulse.policy(slug);
    const file = { number, policy };
    if (path === undefined) return { lines: [textOfFile(file).trimEnd()], json: file };
    if (!force) await requireNothingLost(pulse, slug, path);
    writePolicyFile(path, file);
    const what =
      number === 0
        ? `${slug} has no policy of its own; ${path} begins one.`
        : `${path} is policy ${number} of ${slug}.`;
    return { lines: [what], json: { number, file: path } };
  },
};

/** What stands in the file is a policy that the profile has or had. @throws {Problem} `conflict` */
async function requireNothingLost(pulse: PulseClient, slug: string, path: string): Promise<void> {
  const there = findPolicyFile(path);
  if (!there) return;
  const had = there.number === 0 ? { policy: {} } : await pulse.policyAt(slug, there.number);
  if (had && isSamePolicy(had.policy, there.policy)) return;
  const remedy = "Push them, pull into another file, or say --force to lose them.";
  throw new Problem("conflict", `${path} has changes that Pulse does not have.`, remedy);
}
