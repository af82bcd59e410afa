import { expect, test } from "vitest";
import { writtenLead, writtenShare } from "../../../pipelines/report/agent/answer.ts";
import { readWritten } from "../../../pipelines/report/agent/read-answer.ts";

const NONCE = "0123456789abcdef";
const item = {
  kind: "fix",
  area: "API",
  text: "Fixed the export of {braces} and “quotes”",
  prs: ["#1"],
  highlight: false,
};
const share = { items: [item], grouped: [{ label: "more", prs: ["#2"] }], omitted: [] };
const json = JSON.stringify(share);
const other = JSON.stringify({ ...share, items: [] });
const read = (text: string, rung: "json_schema" | "text" = "json_schema") =>
  readWritten(text, rung, NONCE, writtenShare(["fix"]));
const marks = (text: string) => `BEGIN-REPORT-${NONCE}\n${text}\nEND-REPORT-${NONCE}`;

test.each([
  ["alone", json],
  ["in a fence", `\`\`\`json\n${json}\n\`\`\``],
  ["in a fence between sentences that hold braces", `I use {this}:\n~~~\n${json}\n~~~\nThat is {"all"}.`],
  ["behind thoughts that try another one", `<reasoning>Maybe ${other}?</reasoning>${json}`],
  ["behind a mark that nobody knows", `◁think▷hm {"items": [◁/think▷${json}<|eot|>`],
  ["inside of an object of its own", JSON.stringify({ result: { report: share } })],
  ["in a list", `[${json}]`],
  ["with a brace too many", `{ ${json}`],
  ["with every brace doubled", json.replaceAll("{", "{{").replaceAll("}", "}}").replace("{{braces}}", "{braces}")],
])("an answer is read %s", (_how, text) => {
  const found = read(text);
  expect(found.ok && found.answer.items.map(({ prs }) => prs)).toEqual([["#1"]]);
});

test.each([
  ["half of it", json.slice(0, json.length / 2), "is not one JSON object"],
  ["prose alone", "All is well, trust me.", "is not one JSON object"],
  [
    "a tool call in words",
    '<tool_call>{"name": "read_pull_request", "arguments": {}}</tool_call>',
    "is not one JSON object",
  ],
  ["another object", '{"summary": "All is well."}', "items"],
])("%s is no answer, and what is wrong is named", (_what, text, said) => {
  const found = read(text);
  expect(found.ok ? "" : found.faults.join()).toContain(said);
});

test.each([
  ["between marks", `Here.\n${marks(json)}\nDone.`, true],
  [
    "between marks that its thoughts quoted before",
    `<think>So BEGIN-REPORT-${NONCE} first.</think>${marks(json)}`,
    true,
  ],
  ["between marks that its thoughts quoted with nothing in them", `${marks("the object")}\n${marks(json)}`, true],
  ["without marks, and nothing else", `<think>Hm.</think>\n\`\`\`json\n${json}\n\`\`\``, true],
  ["twice between marks", `${marks(json)}\n${marks(other)}`, false],
  ["between marks of somebody else", `BEGIN-REPORT-0000000000000000\n${json}\nEND-REPORT-0000000000000000`, false],
])("where a server knows no form: an answer %s", (_how, text, isRead) => {
  expect(read(text, "text").ok).toBe(isRead);
});

test("an opening is one only where it says so", () => {
  expect(readWritten('{"intro": null}', "json_object", NONCE, writtenLead).ok).toBe(true);
  expect(readWritten("{}", "json_object", NONCE, writtenLead).ok).toBe(false);
});

test("a text full of beginnings is given up soon", () => {
  const began = performance.now();
  expect(read('{"items": ['.repeat(50_000)).ok).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
});
