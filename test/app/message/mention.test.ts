import { expect, test } from "vitest";
import { formed, plainer } from "../../../app/message/forms.ts";
import { mentionedIn, previewHtml, renderBeginning, renderParts } from "../../../app/message/render.ts";
import type { CalledPerson } from "../../../app/message/mention.ts";
import { refusePings } from "../../../app/message/ping.ts";
import { sentencesOf } from "../../../app/message/sentences.ts";
import { line } from "../../support/app.ts";

const NAMES = { mira: "Mira Lindqvist", "lena-b": "Lena Brandt" };

function contextOf(names: Record<string, string> = NAMES, slack: Record<string, string> = {}) {
  const people = new Map(
    Object.entries(names).map(([login, name]): [string, CalledPerson] => [
      login,
      { name, mention: slack[login] ?? null },
    ]),
  );
  const sources = [{ repo: "acme/harbor", base_branch: "main" }];
  return { sources, ledger: [line("acme/harbor#12"), line("acme/harbor#13")], people };
}

const MENTIONED = contextOf(NAMES, { mira: "U0MIRA", "lena-b": "U0LENA" });
const posted = (markdown: string, context = contextOf()) =>
  renderParts(markdown, context)
    .flatMap(({ payload }) => payload.blocks as { text: string }[])
    .map(({ text }) => text.replace(/\]\([^)]*\)/g, "]"))
    .join("\n");

test.each([
  ["behind one citation", "- Faster (#12, mira)", "- Faster ([#12], Mira Lindqvist)"],
  ["behind several", "- Faster (#12, #13; mira, lena-b)", "- Faster ([#12], [#13]; Mira Lindqvist, Lena Brandt)"],
  ["whatever letters are big in it", "Faster (#12, MIRA).", "Faster ([#12], Mira Lindqvist)."],
])("a login %s becomes the person's name", (_, markdown, said) => {
  expect(posted(markdown)).toBe(said);
});

test.each([
  ["a word of a sentence", "- mira made (#12) faster, mira", "- mira made ([#12]) faster, mira"],
  ["somebody who is nobody of the team", "- Faster (#12, okafor)", "- Faster ([#12], okafor)"],
  ["somebody who stands before the citation", "- Faster (mira, #12)", "- Faster (mira, [#12])"],
  ["a name in a link", "- Faster ([#12, mira](https://x.test))", "- Faster ([#12, mira])"],
  ["a name without brackets", "- Faster, #12, mira)", "- Faster, [#12], mira)"],
])("%s stays as it is", (_, markdown, said) => {
  expect(posted(markdown)).toBe(said);
});

test("a mention is one in Slack, and a name where people look at it", () => {
  const text = "- Faster (#12, #13; mira, lena-b)";
  expect(posted(text, MENTIONED)).toBe("- Faster ([#12], [#13]; <@U0MIRA>, <@U0LENA>)");
  expect(previewHtml(text, MENTIONED).join("")).toContain('<span class="sl-at">@Mira Lindqvist</span>');
  expect(mentionedIn(renderParts(`${text}\n- Smaller (#12, mira)`, MENTIONED))).toEqual(["U0MIRA", "U0LENA"]);
});

test("whoever only looks at how it begins tells nobody", () => {
  expect(renderBeginning("- Faster (#12, mira)", MENTIONED).markdown).toContain("Mira Lindqvist");
});

test("no plainer form of a part loses a mention, or makes one", () => {
  const text = "- **Faster** (#12, mira)\n- Says `<@U0LENA>` and <@U0LENA>";
  const { payload } = renderParts(text, MENTIONED)[0]!;
  for (const misfit of ["form", "mark"] as const) {
    for (const shape of plainer(payload, null, misfit) ?? []) {
      const said = JSON.stringify(formed(payload, shape, true));
      expect(said.match(/<@\w+>/g)).toEqual(["<@U0MIRA>"]);
    }
  }
});

test("what somebody types mentions nobody, whoever may be mentioned", () => {
  expect(posted("- Faster <@U0MIRA> (#12, <@U0MIRA>)", MENTIONED)).not.toContain("<@");
  expect(() => refusePings("<@U0TOBI>", new Set(["U0MIRA"]))).toThrow("would ping");
});

test("an id that Slack never gave mentions nobody", () => {
  const odd = contextOf(NAMES, { mira: "U0> <!channel" });
  expect(posted("- Faster (#12, mira)", odd)).toBe("- Faster ([#12], Mira Lindqvist)");
});

test("a name is only what somebody is called", () => {
  const odd = contextOf({ mira: "*Mira* :tada: <!here> evil.example @channel" });
  const said = posted("- Faster (#12, mira)", odd);
  expect(said).toContain("\\*Mira\\* :\u2060tada: &lt;!here&gt; evil.\u2060example @\u2060channel");
});

test("a comment stays at its sentence, however people are called", () => {
  const text = "- Faster (#12, mira)";
  const { people: _, ...plain } = contextOf();
  expect(sentencesOf(text, MENTIONED)).toEqual(sentencesOf(text, plain));
});
