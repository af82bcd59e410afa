import { describe, expect, test } from "vitest";
import { readHouse } from "../architecture/house.ts";
import { saidIn } from "../../tools/said.ts";
import { wordFaults, forbiddenIn } from "../../tools/word-faults.ts";

const said = (files: Record<string, string>) => saidIn(new Map(Object.entries(files)));
const texts = (path: string, text: string) => said({ [path]: text }).sentences.map((one) => one.text);
const faults = (files: Record<string, string>, glossary = "") => wordFaults(said(files), forbiddenIn(glossary));

describe("what people see", () => {
  test("of a template is what stands between its tags, a sentence whole with what is put into it, and what is heard", () => {
    const page = `<%/* it: { name: string } */%>
<h1>Settings</h1>
<p>
  Nobody approves <b><%= it.name %></b>. <a href="/x">Name somebody</a>.
  <% if (it.name) { %>
    Saved.
  <% } %>
</p>
<input placeholder="owner/repo or more" aria-label="Name of <%= it.name %>">
<%~ include('/parts/sure', { sure: { title: 'Remove this one?', id: 'sure-box' } }) %>`;
    expect(said({ "views/page.eta": page }).sentences).toEqual([
      { where: "views/page.eta:2", text: "Settings" },
      { where: "views/page.eta:4", text: "Nobody approves …. Name somebody." },
      { where: "views/page.eta:6", text: "Saved." },
      { where: "views/page.eta:9", text: "owner/repo or more" },
      { where: "views/page.eta:9", text: "Name of …" },
      { where: "views/page.eta:10", text: "Remove this one?" },
    ]);
  });

  test("of the code are its sentences: no names, settings, bugs or lines of the log", () => {
    const code = `import { a } from "./Some thing.ts";
type Kind = "One of two";
const NAMES = { "Not said": 1, state: "in_review", path: "/updates/new", title: "Approve & post" };
log.info({ a }, "Nobody reads this");
if (bug) throw new Error("A run that ended has metrics.");
const told = (who: string) => \`\${who} asked for it: \${a ? "It goes out now." : ""}\`;
const query = sql\`Select Everything from here\`;`;
    expect(texts("app/some.ts", code)).toEqual(["Approve & post", "… asked for it: …", "It goes out now."]);
  });

  test("is nothing that a model is told, nor what others say who are played", () => {
    expect(texts("pipelines/report/agent/prompt.ts", 'const p = "Mend exactly these.";')).toEqual([]);
    expect(texts("demo/github/pages.ts", 'const p = "Not Found here";')).toEqual([]);
  });
});

describe("what is wrong with it", () => {
  const GLOSSARY = "| word | meaning | not |\n|---|---|---|\n| choose | to take | pick, picks |\n| a | b | |";

  test("two spellings of one sentence", () => {
    const two = {
      "app/a.ts": 'const a = "Write /invite @Pulse there.";',
      "views/b.eta": "<p>write “/invite @Pulse” there</p>",
    };
    expect(faults(two)).toEqual([
      "app/a.ts:1 “Write /invite @Pulse there.”, views/b.eta:1 “write “/invite @Pulse” there”: say it in one spelling.",
    ]);
    expect(faults({ "app/a.ts": 'const a = ["Try it again now.", "Try it again now"];' })).toEqual([]);
  });

  test("another word than the glossary's, as a word of its own", () => {
    const other = { "app/a.ts": 'const a = ["Pick one of them.", "A pickaxe for you.", "Take the pick/list there."];' };
    expect(faults(other, GLOSSARY)).toEqual(["app/a.ts:1 says “pick”, which is called choose: “Pick one of them.”"]);
  });

  test("signs of a typewriter", () => {
    expect(faults({ "app/a.ts": `const a = "It is Slack's answer.";` })).toEqual([
      "app/a.ts:1 has signs of a typewriter: write “ ”, ’: “It is Slack's answer.”",
    ]);
  });

  test("a refusal without a next step", () => {
    const code = `throw new Problem("invalid", "That is none.", "");
throw new Problem("invalid", "That is none.", "That is none!");
throw new Problem("invalid", "That is none.", remedy);
throw new Problem("invalid", "That is none.", "Choose another one.");`;
    expect(faults({ "app/a.ts": code })).toEqual([
      "app/a.ts:1 has no next step: say what its reader can do.",
      "app/a.ts:2 has no next step: say what its reader can do.",
    ]);
  });
});

test("none of it is in this house", () => {
  const house = readHouse();
  const found = saidIn(house);
  expect(found.sentences.length).toBeGreaterThan(2_000);
  expect(wordFaults(found, forbiddenIn(house.get("docs/glossary.md") ?? ""))).toEqual([]);
});
