import { policyNews } from "../../webhooks/contract/policy-news.ts";
import { newsLines } from "../news-text.ts";
import { isSamePolicy, readPolicyFile } from "../policy-file.ts";
import { bold } from "../say.ts";
import type { Command } from "./command.ts";

export const diff: Command = {
  name: "policy diff",
  words: ["PROFILE", "FILE"],
  about: "What comes and goes if the file is pushed, in sentences",
  more: "Ends with 0 where nothing does, and with 1 where something does.",
  async work(pulse, [slug = "", path = ""]) {
    const file = readPolicyFile(path);
    const { number, policy } = await pulse.policy(slug);
    const same = isSamePolicy(policy, file.policy);
    const news = policyNews(policy, file.policy);
    const older =
      file.number === number ? [] : [`${path} was made from policy ${file.number}; policy ${number} holds.`];
    return {
      lines: same
        ? [`${path} says the same as policy ${number} of ${slug}.`]
        : [bold(`Policy ${number} of ${slug}, and ${path}`), ...older, ...newsLines(news)],
      json: { same, number, made_from: file.number, ...news },
      exit: same ? 0 : 1,
    };
  },
};
