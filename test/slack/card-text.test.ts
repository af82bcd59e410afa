import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { renderBeginning, renderParts } from "../../app/message/render.ts";
import { cardMessage } from "../../app/slack/blocks/card.ts";
import { textModal } from "../../app/slack/blocks/draft-text.ts";
import { save } from "../../app/updates/save.ts";
import { checkView } from "../../demo/slack/view-shapes.ts";
import { MAX_TEXT_CHARS } from "../../webhooks/contract/text-limit.ts";
import fc from "../support/chance.ts";
import { cardData, expectHarmless, hostile } from "../support/slack-cards.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(() => desk.stop());
afterEach(async () => {
  desk.app.pipelines.findings = [];
  await desk.demo.act({ what: "close", as: "U0MIRA" });
});

const CONTEXT = { sources: [{ repo: "acme/harbor", base_branch: "main" }], ledger: [] };
const items = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => `- Item ${at + from} answers in half the time it took before (#12)`);
const LONG = ["# A long week", "", ...items(30), "", "## Also", "", ...items(30, 31)].join("\n");
const SECTIONS = Array.from({ length: 40 }, (_, at) => `## Part ${at}\n\n- ${"One thing ".repeat(40)}of ${at} (#1)`);

const kinds = (blocks: readonly { type: string }[] = []) => blocks.map(({ type }) => type);
const begins = (markdown: string) => renderBeginning(markdown, CONTEXT);

describe("a draft's card", () => {
  test("shows the whole of a short text before its buttons", async () => {
    const update = await desk.drafted("# Faster search\n\n- Search answers in half the time (#12)\n");

    const { blocks, shown } = await desk.card("U0MIRA", update);

    expect(kinds(blocks)).toEqual([
      "section",
      "context",
      "context",
      "divider",
      "markdown",
      "divider",
      "actions",
      "context",
    ]);
    expect(shown).toContain("Search answers in half the time");
    expect(shown).not.toContain("Read all");
  });

  test("shows how a long one begins, in whole items, and reads all of it in a form, message by message", async () => {
    const update = await desk.drafted(LONG);

    const { shown } = await desk.card("U0MIRA", update);
    expect(shown).toContain("- Item 1 answers in half the time it took before (");
    expect(shown).not.toContain("Item 45");
    const [, more] = /…and (\d+) more/.exec(shown) ?? [];
    expect(shown.match(/- Item \d+/g)).toHaveLength(60 - Number(more));

    await desk.click("U0MIRA", update, "read_all");
    const modal = await desk.opened("U0MIRA");
    expect(JSON.stringify(modal.blocks).match(/Item \d+ answers/g)).toHaveLength(60);
    expect(modal).toMatchObject({ title: { text: `Update ${update.number}` }, submit: null });
  });

  test("reads what was found with it, each at its words", async () => {
    const update = await desk.drafted(LONG);
    const flag = { check: "H7", severity: "flag" as const, fix: "Say what #12 says.", line: 3, prs: [] };
    desk.app.pipelines.findings = [{ ...flag, key: "f", message: "“half” is in no pull request." }];
    await desk.app.db.deleteFrom("app.findings").execute();

    await desk.click("U0MIRA", update, "read_all");

    const shown = JSON.stringify((await desk.opened("U0MIRA")).blocks);
    expect(shown).toMatch(/1 flag is open\..*“half” is in no pull request\..*“Item 1 answers/);
  });

  test("reads the newest text, also from a card that is older", async () => {
    const update = await desk.drafted(LONG);
    await save(desk.app.deps, desk.app.tobi, update.id, { markdown: `${LONG}\n- And one more`, base_revision: 1 });

    await desk.click("U0MIRA", update, "read_all");

    expect(JSON.stringify(await desk.opened("U0MIRA"))).toContain("And one more");
  });

  test("is short again once it is decided", async () => {
    const update = await desk.drafted(LONG);
    await desk.app.put(update.id, "rejected");
    await desk.give(update, ["tobi"]);

    expect((await desk.card("U0TOBI", update)).shown).not.toContain("Item 1 ");
  });
});

describe("how a text begins", () => {
  test("ends with no heading that has nothing below it", () => {
    const text = ["# A week", "", ...items(5), "", "## Also", "", "x".repeat(1_000)].join("\n");
    expect(begins(text).markdown.trimEnd()).toMatch(/\(#12\)$/);
  });

  test("is nothing where its first paragraph is longer than a card: the card says so", () => {
    const beginning = begins(`# Title\n\n${"Many words. ".repeat(300)}\n\n- One (#1)`);
    expect(beginning).toEqual({ markdown: "", more: 2 });
    expect(JSON.stringify(cardMessage(cardData({ beginning })))).toContain(
      "Its first paragraph is longer than a card.",
    );
  });

  test("is a first paragraph that is longer than a glance, whole", () => {
    const lead = "Many words. ".repeat(120).trim();
    expect(begins(`# Title\n\n${lead}\n\n- One (#1)`)).toEqual({ markdown: `# Title\n\n${lead}`, more: 1 });
  });

  test("counts what is not there, over all messages", () => {
    expect(renderParts(SECTIONS.join("\n\n"), CONTEXT)).toHaveLength(2);
    const { markdown, more } = begins(SECTIONS.join("\n\n"));
    expect(more + markdown.match(/^- /gm)!.length).toBe(40);
  });

  test("keeps text that is read from the right as it is", () => {
    expect(begins("# בדיקה\n\n- החיפוש עונה במחצית הזמן\n").markdown).toBe("# בדיקה\n\n- החיפוש עונה במחצית הזמן");
  });
});

describe("whatever a text says", () => {
  const line = fc.oneof(hostile, fc.constantFrom("## ", "- ", "1. ", "```", "> ", "\n", "**", "| a | b |\n|---|---|"));
  const text = fc.array(line, { maxLength: 60 }).map((lines) => lines.join("\n").slice(0, MAX_TEXT_CHARS - 10));
  const update = {
    id: "019a0000-0000-7000-8000-000000000001",
    number: 12,
    title: "<!channel> <https://evil.example|ok>",
    revision: 1,
    channel: { id: "C0ENG", name: "eng" },
    url: "https://pulse.test/updates/1",
  };
  const open = { faults: 0, flags: 0, checked: true };
  const plain = { takes: true, note: "" };

  test("its card is what Slack takes, the beginning is one of what goes out, and nothing in it pings", () => {
    fc.assert(
      fc.property(text, (markdown) => {
        const parts = renderParts(markdown, CONTEXT);
        const beginning = renderBeginning(markdown, CONTEXT);
        const [first] = parts;
        // Safe: the first block of a part is its markdown.
        const whole = (first?.payload.blocks[0] as { text: string } | undefined)?.text ?? "";
        expect(whole.startsWith(beginning.markdown)).toBe(true);
        expectHarmless(cardMessage(cardData({ beginning })), ["<#C0ENG>", "<!date^"]);
      }),
      { numRuns: 150 },
    );
  });

  test("the form that shows all of it is what Slack takes, and nothing in it pings or hides a link", () => {
    fc.assert(
      fc.property(text, (markdown) => {
        const shown = textModal({ update, parts: renderParts(markdown, CONTEXT), open, findings: [], ...plain });
        checkView(JSON.parse(JSON.stringify(shown)), "modal");
        expect(JSON.stringify(shown.blocks)).not.toMatch(/<[!@]|<#(?!C0ENG>)|<https:\/\/evil\.example\|ok/);
      }),
      { numRuns: 150 },
    );
  });

  test("of the longest text the form shows what fits, and says where the rest is", () => {
    const longest = Array.from({ length: 300 }, () => `- ${"*_~".repeat(43)}`).join("\n");
    const shown = textModal({ update, parts: renderParts(longest, CONTEXT), open, findings: [], ...plain });
    checkView(JSON.parse(JSON.stringify(shown)), "modal");
    expect(JSON.stringify(shown)).toContain("This is how it begins. <https://pulse.test/updates/1|Read all of it");
  });
});
