import { Problem } from "../../../webhooks/contract/problem.ts";
import { confirmed } from "../../confirmed.ts";
import { onOneLine } from "../../say.ts";
import type { Command } from "../command.ts";

export const templateDiscard: Command = {
  name: "template discard",
  words: ["NAME"],
  about: "Puts the open draft away, for everybody, when you say yes",
  options: { yes: { type: "boolean", about: "says yes: where nobody sits at a terminal it has to be said so" } },
  more: "Without a yes it ends with 1.",
  async work(pulse, [name = ""], { yes, json }) {
    const { number, draft } = await pulse.templates.draft(name);
    if (!draft) throw new Problem("not_found", `${name} has no draft.`, `See pulse template show ${name}.`);
    const { base, changed_by, changed_at } = draft;
    const whose = `Draft ${number} of ${name}, from version ${base}, changed last by ${onOneLine(changed_by)} on ${changed_at.slice(0, 10)}.`;
    const says = yes === true || (json === true ? null : await confirmed([whose], "Put it away?"));
    if (says !== true) {
      const lines = says === null ? [whose, "It is still there: say --yes to put it away."] : ["It is still there."];
      return { lines, json: { name, number, discarded: false }, exit: 1 };
    }
    await pulse.templates.discardDraft(name, { number });
    return { lines: [`Put away: ${whose}`], json: { name, number, discarded: true } };
  },
};
