import { sha256 } from "../../../webhooks/contract/digest.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { withoutInvisible } from "../../../webhooks/contract/visible.ts";
import { confirmed } from "../../confirmed.ts";
import { bold, onOneLine } from "../../say.ts";
import type { Command } from "../command.ts";

export const templateReview: Command = {
  name: "template review",
  words: ["NAME", "SKILL"],
  about: "Shows a skill as it stands in the draft, and marks it as read when you say so",
  options: { yes: { type: "boolean", about: "says so: where nobody sits at a terminal it has to be said" } },
  more: "Without a yes it ends with 1.",
  async work(pulse, [name = "", skill = ""], { yes, json }) {
    const { number, draft } = await pulse.templates.draft(name);
    const [text, now] = [draft?.parts.skills[skill], draft?.skills[skill]];
    if (text === undefined || !now) {
      const message = draft ? `The draft changes no skill “${onOneLine(skill)}”.` : `${name} has no draft.`;
      throw new Problem("not_found", message, `See pulse template show ${name}.`);
    }
    const head = bold(`${onOneLine(skill)}, as ${onOneLine(now.by)} wrote it`);
    const seen = [head, ...text.trimEnd().split("\n").map(withoutInvisible)];
    const about = { name, skill, text, by: now.by, sha256: sha256(text) };
    if (now.reviewed_by !== null) {
      const line = `${onOneLine(now.reviewed_by)} has read it already.`;
      return { lines: [...seen, line], json: { ...about, reviewed_by: now.reviewed_by } };
    }
    const says =
      yes === true || (json === true ? null : await confirmed(seen, "Have you read it, and shall it count?"));
    if (says !== true) {
      const lines =
        says === null ? [...seen, "It does not count yet: say --yes for that."] : ["It does not count yet."];
      return { lines, json: { ...about, reviewed_by: null }, exit: 1 };
    }
    const after = await pulse.templates.reviewSkill(name, { number, skill, sha256: about.sha256 });
    const reviewed_by = after.draft?.skills[skill]?.reviewed_by ?? null;
    const done = `${onOneLine(skill)} counts now, as read by ${onOneLine(reviewed_by ?? "you")}.`;
    return { lines: [...(yes === true ? seen : []), done], json: { ...about, reviewed_by } };
  },
};
