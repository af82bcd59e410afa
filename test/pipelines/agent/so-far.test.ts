import { expect, test } from "vitest";
import { textsSoFar } from "../../../pipelines/report/agent/so-far.ts";

const NONCE = "0123456789abcdef";
const BEGIN = `BEGIN-REPORT-${NONCE}`;
const item = (text: string) => ({ kind: "fix", area: "API", text, prs: ["#1"], highlight: false });
const share = (...texts: string[]) => JSON.stringify({ items: texts.map(item), grouped: [], omitted: [] });
const WHOLE = share("Search is twice as fast", "Exports hold all rows");

const soFar = (answer: string, rung: "json_schema" | "json_object" | "text" = "json_schema") =>
  textsSoFar(answer, { job: "share", rung }, NONCE);
/** What people see of it, letter by letter. */
const seen = (answer: string, rung?: "text") =>
  Array.from({ length: answer.length }, (_, at) => soFar(answer.slice(0, at + 1), rung));
const upTo = (text: string, from = WHOLE) => from.slice(0, from.indexOf(text) + text.length);

test("a sentence is read word by word, and the last word waits until it is whole", () => {
  expect(soFar(upTo("Search is twi"))).toEqual(["Search is"]);
  expect(soFar(upTo("twice as fast"))).toEqual(["Search is twice as"]);
  expect(soFar(upTo('twice as fast"'))).toEqual(["Search is twice as fast"]);
  expect(soFar(upTo("Exports hold"))).toEqual(["Search is twice as fast", "Exports"]);
  expect(soFar(WHOLE)).toEqual(["Search is twice as fast", "Exports hold all rows"]);
});

test("where each pull request has one sentence, it is read, and its title is not", () => {
  const each = JSON.stringify({ "#1": { title: "Faster search", kind: "fix", text: "Search is twice as fast" } });
  expect(soFar(upTo("Faster search", each))).toEqual([]);
  expect(soFar(upTo("Search is twi", each))).toEqual(["Search is"]);
});

test("what is there stays there while the rest of its item is written", () => {
  const counts = seen(WHOLE).map((texts) => texts.join(" ").length);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test("the opening is read, too, and none is none", () => {
  const opening = (answer: string) => textsSoFar(answer, { job: "lead", rung: "json_schema" }, NONCE);
  expect(opening('{"intro":"A quiet week, but for sea')).toEqual(["A quiet week, but for"]);
  expect(opening('{"intro":null,"highlights":[1')).toEqual([]);
});

test.each([
  ["in a fence", `\`\`\`json\n${WHOLE}\n\`\`\``, undefined],
  ["behind thoughts", `<think>Hm {"items":[]}</think>\n${WHOLE}`, undefined],
  ["behind thoughts whose beginning the template took", `Hm, I could say this.</think>${WHOLE}`, undefined],
  ["behind a mark", `Here you are.\n${BEGIN}\n${WHOLE}\nEND-REPORT-${NONCE}`, "text" as const],
  ["behind thoughts and a mark", `<think>The lines ${BEGIN} and …</think>${BEGIN}\n${WHOLE}`, "text" as const],
])("an answer is read %s", (_how, answer, rung) => {
  expect(soFar(answer, rung)).toEqual(["Search is twice as fast", "Exports hold all rows"]);
});

const DRAFT = share("A thought of mine that nobody may read");
test.each([
  ["thoughts that hold a draft", `<think>Maybe ${DRAFT}`, undefined],
  ["thoughts without their mark that hold a draft", `Okay, maybe ${DRAFT}`, undefined],
  ["thoughts with this run's mark", `<think>I write ${BEGIN}\n${DRAFT}`, "text" as const],
  ["long thoughts with this run's mark", `${"Well, let me see. ".repeat(20)}${BEGIN}\n${DRAFT}`, "text" as const],
  ["words about this run's mark", `The lines ${BEGIN} and the other, then ${DRAFT}`, "text" as const],
  ["another form", JSON.stringify({ thoughts: DRAFT, note: "A thought of mine" }), undefined],
  ["a tool call", '{"name":"read_diff","arguments":{"text":"A thought of mine"}}', undefined],
  ["another run's mark", `BEGIN-REPORT-ffffffffffffffff\n${DRAFT}`, "text" as const],
  ["prose", "A thought of mine.", undefined],
  ["items that are none", '{"items":["A thought of mine",{"text":{"text":"A thought of mine"}},7]}', undefined],
  ["brackets without end", "[".repeat(100_000), undefined],
  ["objects without end", '{"items":[{"text":'.repeat(5_000), undefined],
])("%s is not read, whatever has come of it", (_what, answer, rung) => {
  const step = Math.ceil(answer.length / 400);
  for (let at = 1; at <= answer.length; at += step) expect(soFar(answer.slice(0, at), rung)).toEqual([]);
});

/** Put together here, so that no scanner takes this file for a leak. */
const KEYS = [
  ["ghp", "_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"],
  ["sk", "-proj-", "Zk3vQ9xT7bN2mW5rL8cJ4hY6dF1gS0aP"],
  ["https://deploy:", "h7Gt2kQz9x", "@registry.example.com/v2"],
  ["AKIA", "Q7ZT", "4XWB9KLM2RSV"],
].map((parts) => parts.join(""));
test.each(KEYS)("of the key %s not one letter more is read than a finding shows", (key) => {
  const secret = key.includes("@") ? key.slice(key.indexOf(":", 8) + 1, key.indexOf("@")) : key;
  const answer = share(`The deploy key is ${key} for now`, "Nothing else");
  for (const texts of seen(answer)) {
    expect(texts.join(" ")).not.toContain(secret.slice(0, 5));
  }
  expect(soFar(answer)[0]).toMatch(/^The deploy key is .*… ?.*for now$/);
});

test("what cannot be seen is taken out, and a page of text is cut", () => {
  expect(soFar(share("Safe\u202e and sound\u0000\u200b"))).toEqual(["Safe and sound"]);
  const [long = ""] = soFar(share("word ".repeat(2_000)));
  expect(long.length).toBeLessThanOrEqual(400);
  expect(soFar(share(...Array.from({ length: 500 }, (_, at) => `Item ${at}`)))).toHaveLength(60);
});

test("half of a character is none", () => {
  const answer = share("Rockets 🚀 for all");
  for (const texts of seen(answer)) expect(texts.join("").isWellFormed()).toBe(true);
});
