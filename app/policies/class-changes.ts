import type { DraftPolicy } from "../../db/app/policy-tables.ts";
import { policyParts } from "../../webhooks/contract/policy.ts";
import { parse } from "../../webhooks/contract/problem.ts";
import type { DraftChange } from "./draft.ts";

type Classes = Record<"dependencies" | "releases" | "docs" | "internal", string> & { max_items: string };

/**
 * What becomes of what no rule fits, as it was chosen; "" is as the template has it.
 *
 * @throws {Problem} `invalid`, with the field.
 */
export const setClasses =
  ({ max_items, ...typed }: Classes): DraftChange =>
  (draft) => {
    const said = Object.entries(typed).filter(([, then]) => then !== "");
    const most = max_items === "" ? {} : { max_items: Number(max_items) };
    const read = parse(policyParts, { ...Object.fromEntries(said), ...most }, "What is told", "Correct the field.");
    const { rules, sections } = draft;
    return { ...read, rules, ...(sections && { sections }) } satisfies DraftPolicy;
  };
