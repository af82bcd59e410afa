import { expect, test } from "vitest";
import { previewHtml, renderParts } from "../../../app/message/render.ts";

const sources = [{ repo: "acme/harbor", base_branch: "main" }];
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);
const ledger = numbers(1, 400).map((number) => ({ pr: `acme/harbor#${number}`, url: `https://github.test/${number}` }));
const cited = (some: number[]) => `(${some.map((number) => `#${number}`).join(", ")})`;
const body = "# Harbor\n\n## New\n\n- Add a map (#1, mira)\n\n## Also merged\n\n";
const internal = `- 30 internal changes ${cited(numbers(100, 30))}`;
const docs = `- 2 documentation changes ${cited([5, 6])}`;

const textsOf = (markdown: string) =>
  renderParts(markdown, { sources, ledger }).map(({ payload }) => JSON.stringify(payload.blocks[0]));

test("a long list of what was only counted is one short line a group in the channel, and its numbers are in the thread", () => {
  const [channel, thread, ...others] = textsOf(`${body}${docs}\n${internal}\n`);

  expect(channel).toContain("- 2 documentation changes\\n- 30 internal changes");
  expect(channel).not.toContain("github.test/100");
  expect(channel).toContain("[#1](https://github.test/1)");
  for (const number of [5, 6, ...numbers(100, 30)])
    expect(thread).toContain(`[#${number}](https://github.test/${number})`);
  expect(thread).toContain("Also merged");
  expect(others).toEqual([]);
});

test("each of these lines leads to the page of all that is counted, and no line does where nobody could open it", () => {
  const counted = "https://pulse.example/updates/1/ledger?went=grouped";
  const [channel, thread] = renderParts(`${body}${docs}\n${internal}\n`, { sources, ledger, counted });

  expect(JSON.stringify(channel)).toContain(
    `- [2 documentation changes](${counted})\\n- [30 internal changes](${counted})`,
  );
  expect(JSON.stringify(thread)).not.toContain(counted);
  expect(previewHtml(`${body}${internal}\n`, { sources, ledger, counted })[0]).toContain(
    `href="${counted}" rel="noopener nofollow" target="_blank">30 internal changes</a>`,
  );
  expect(textsOf(`${body}${internal}\n`)[0]).toContain("- 30 internal changes");
});

test("the preview shows the same messages", () => {
  const [channel, thread] = previewHtml(`${body}${internal}\n`, { sources, ledger });
  expect(channel).toContain("30 internal changes");
  expect(channel).not.toContain("#100");
  expect(thread).toContain("#129");
});

test("a group that stands in several lines, because one does not take its numbers, is one line in the channel", () => {
  const lines = `- 20 more fixes ${cited(numbers(100, 20))}\n- 9 more fixes ${cited(numbers(200, 9))}\n${docs}`;
  const [channel, thread] = textsOf(`${body}${lines}\n`);
  expect(channel).toContain("- 29 more fixes\\n- 2 documentation changes");
  expect(thread).toContain("20 more fixes");
});

test.each([
  ["it names few", `${body}${docs}\n- 10 internal changes ${cited(numbers(100, 10))}\n`],
  [
    "people wrote something else there",
    `${body}${internal}\n- And thanks to all of you, ${cited(numbers(200, 3))} too\n`,
  ],
  ["something stands below it", `${body}${internal}\n\nThat is all.\n`],
  ["it is called otherwise", `${body}${internal}\n`.replace("Also merged", "Merged too")],
])("a text stays one message where %s", (_why, markdown) => {
  expect(textsOf(markdown)).toHaveLength(1);
});

test("a text of several messages keeps its numbers where they stand", () => {
  const many = numbers(1, 200).map(
    (number) => `- Add a map with many layers and routes, number ${number} (#${number})`,
  );
  const texts = textsOf(`${body.replace("- Add a map (#1, mira)", many.join("\n"))}${internal}\n`);
  expect(texts.length).toBeGreaterThan(1);
  expect(texts.filter((text) => text.includes("30 internal changes"))).toHaveLength(1);
});
