import type { FieldProblem } from "../webhooks/contract/problem.ts";
import { onOneLine } from "./say.ts";

/** Each at its place, as people count: "Rule 2, section: …". */
export function faultLines(faults: readonly FieldProblem[]): string[] {
  return faults.map(({ path, message, fix }) => {
    const place = placeText(path);
    return `  ${onOneLine(`${place && `${place}: `}${sentence(message)} ${fix}`)}`;
  });
}

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function placeText(path: string): string {
  const parts = path.split(".").filter((part) => part !== "policy" && part !== "");
  const [list = "", at = "", ...rest] = parts;
  const one = { rules: "Rule", sections: "Section" }[list];
  if (!one || !/^\d+$/.test(at)) return parts.join(".");
  return [`${one} ${Number(at) + 1}`, rest.join(".")].filter(Boolean).join(", ");
}
