import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../../webhooks/contract/events.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { goodShare, inForm, type Model, type Question } from "../../support/model-server.ts";

const made = (number: number, title: string, body = "") => ({
  number,
  title,
  author_login: "ada",
  is_bot: false,
  body,
});
const SHOP = [
  made(
    1,
    "feat: add export of orders",
    "A shop downloads the list of its orders as a file, from the page of the week.",
  ),
  made(2, "fix: keep the cursor where it was", "It jumped to the end of the line."),
  made(3, "feat: a checklist for new shops", "It names what a shop still has to fill in before its first sale."),
  made(4, "feat: search customers by phone number"),
  made(5, "fix: wait longer for slow printers"),
];

/** All of its words are of #1, and they make no sense. */
const SENSELESS = "The page of orders is a list which exports the week of its shop";
const OWN = "The list of orders can now be downloaded";

let house: AgentHouse;
beforeAll(async () => {
  house = await agentHouse({ "acme/shop": SHOP, "acme/few": SHOP.slice(0, 2) });
});
afterAll(() => house?.close());

/** Writes these sentences, of the others their titles. */
function says(sentences: (question: Question) => Record<string, string>, intro: string | null = null): Model {
  return (question) => {
    if (question.phase === "reading") return { text: "Ready" };
    if (question.job === "lead") return inForm(question, { intro, highlights: [] });
    const share = goodShare(question);
    const told = sentences(question);
    for (const item of share.items) item.text = told[item.prs[0] ?? ""] ?? item.text;
    return inForm(question, share);
  };
}
const always = (sentences: Record<string, string>, intro?: string) => says(() => sentences, intro);

const BROKEN = { "#2": "The cursor is kept where it was and", "#3": "A checklist for new shops, which names the" };
const WRONG = { "#5": "Printers are 87% faster" };
const textOf = ({ report }: Results, pr: string) => report.items.find(({ prs }) => prs[0] === `acme/shop#${pr}`)?.text;
const reasons = ({ replaced }: Results) => Object.fromEntries(replaced.map(({ prs, because }) => [prs[0], because]));

describe("a writer most of whose sentences fell", () => {
  test("is not believed what it says in its own way, and the line says why", async () => {
    const { results } = await house.run("acme/shop", always({ ...BROKEN, ...WRONG, "#1": SENSELESS }));
    expect(textOf(results, "1")).toBe("Add export of orders");
    expect(reasons(results)["acme/shop#1"]).toBe(
      "The model’s sentence says it in its own way, and most that it wrote beside it was not right.",
    );
    expect(results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
  });

  test("keeps what stands together in its pull request, and the text is its own still", async () => {
    const { results } = await house.run("acme/shop", always({ ...BROKEN, ...WRONG, "#1": SENSELESS }));
    expect(results.replaced.map(({ prs }) => prs[0])).not.toContain("acme/shop#4");
    expect(results.degraded).toBeNull();
  });

  test("is asked about what checks found, and loses its trust also where they find nothing", async () => {
    const { results } = await house.run("acme/shop", always({ ...BROKEN, "#5": "Wait for the", "#1": SENSELESS }));
    expect(results.metrics.repair_rounds).toBe(0);
    expect(textOf(results, "1")).toBe("Add export of orders");
  });

  test("opens no text", async () => {
    const broken = { ...BROKEN, ...WRONG };
    const { results } = await house.run("acme/shop", always(broken, "A good week for orders."));
    expect(results.report.intro).toBeNull();
    expect(results.replaced.map(({ what }) => what)).toContain("opening");
  });

  test("has written nothing where nothing of it is left, and the text says what to do", async () => {
    const all = { ...BROKEN, ...WRONG, "#1": SENSELESS, "#4": "Customers are searched by the" };
    const { results } = await house.run("acme/shop", always(all));
    expect(results.degraded?.reason).toBe(
      "The rules wrote this text. Most of what the model wrote was not right about its pull requests, and nothing was surely so. " +
        "Choose another model to write it again, or edit the text as it stands.",
    );
  });
});

describe("a writer keeps its trust", () => {
  test("where it mends what was wrong", async () => {
    const wrong = { ...WRONG, "#2": "The cursor jumped 41 times", "#3": "A checklist for 12 shops" };
    const model = says(({ repairs }) => (repairs === 0 ? { ...wrong, "#1": OWN } : { "#1": OWN }));
    const { results } = await house.run("acme/shop", model);
    expect(results.replaced).toEqual([]);
    expect(textOf(results, "1")).toBe(OWN);
  });

  test("where as much stands as fell", async () => {
    const { results } = await house.run("acme/shop", always({ ...BROKEN, "#1": OWN }));
    expect(textOf(results, "1")).toBe(OWN);
  });

  test("where only one of two fell", async () => {
    const { results } = await house.run("acme/few", always({ "#2": BROKEN["#2"], "#1": OWN }));
    expect(results.report.items.map(({ text }) => text)).toContain(OWN);
  });

  test("where it left pull requests out: that is no sentence", async () => {
    const forgets: Model = (question) => {
      if (question.phase === "reading") return { text: "Ready" };
      if (question.job === "lead") return inForm(question, { intro: null, highlights: [] });
      const [first] = goodShare(question).items.filter(({ prs }) => prs[0] === "#1");
      return inForm(question, { items: [{ ...first, text: OWN }], grouped: [], omitted: [] });
    };
    const { results } = await house.run("acme/shop", forgets);
    expect(textOf(results, "1")).toBe(OWN);
    expect(results.replaced).toHaveLength(4);
  });
});
