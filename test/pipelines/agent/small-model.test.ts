import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../../webhooks/contract/events.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { inForm, type Model } from "../../support/model-server.ts";

/**
 * What a model of 135 million parameters wrote behind a server that held it to one entry for each pull request: `"#101": {kind, text}`.
 * What it was shown is gone; it is read out of its answers here.
 */
const FILE = resolve(import.meta.dirname, "../../../../shared/cases/small-model-answers.json");
type Answer = Record<string, { kind: string; text: string }>;

const EVIDENCE = [
  {
    title: "feat: add CSV export to the invoices page",
    body: "Customers can now export invoices as CSV. Exports finish on accounts with more than 10,000 rows.",
  },
  { title: "fix: open the list of a customer without orders", body: "The list crashed with a null pointer." },
  { title: "fix: escape names in the audit log", body: "Security: stored XSS in the audit log, CVE-2026-1234." },
  {
    title: "feat(api)!: remove the first version of webhooks",
    body: "BREAKING CHANGE: /v1/webhooks answers 410. Use /v2/webhooks.",
  },
  { title: "feat: search customers by phone number", body: "Search now looks at the phone number too. Closes #90." },
  { title: "feat: retry failed card payments after 3 days", body: "Failed payments are tried again. Closes #87." },
].map((told, index) => ({ ...told, number: 101 + index, author_login: "ada", is_bot: false }));

/** Each of its sentences stands in its pull request, whatever it ends with. */
function isRight(pr: string, text: string): boolean {
  const told = EVIDENCE.find(({ number }) => `#${number}` === pr);
  const parts = text.toLowerCase().split(/(?<=\.) /);
  const all = `${told?.title}\n${told?.body}`.toLowerCase();
  return parts.every((part) => all.includes(part.replace(/[.,]+$/, "")));
}

const answers = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Answer[]) : [];

describe.skipIf(answers.length === 0)(
  "a small model’s answers (skipped where they are not beside the checkout)",
  () => {
    let house: AgentHouse;
    const texts: { answer: Answer; results: Results }[] = [];

    beforeAll(async () => {
      house = await agentHouse({ "acme/shop": EVIDENCE });
      for (const answer of answers)
        texts.push({ answer, results: (await house.run("acme/shop", plays(answer))).results });
    }, 240_000);
    afterAll(() => house?.close());

    const plays =
      (answer: Answer): Model =>
      (question) => {
        if (question.phase === "reading") return { text: "Ready" };
        if (question.job === "lead") return inForm(question, { intro: null, highlights: [] });
        const items = Object.entries(answer).map(([pr, told]) => ({ ...told, area: "", prs: [pr], highlight: false }));
        return inForm(question, { items, grouped: [], omitted: [] });
      };

    const rulesIn = ({ replaced }: Results) =>
      new Set(replaced.flatMap(({ what, prs }) => (what === "sentence" ? prs : [])));
    const told = (pr: string, text: string) => `${pr.slice(pr.indexOf("#"))} ${text}`;

    /** What stands in the drafts in the model's own words. */
    const standing = () =>
      texts.flatMap(({ results }) =>
        results.report.items.filter(({ prs }) => !prs.some((pr) => rulesIn(results).has(pr))),
      );

    test("no draft has a fault, and what must be told is told in each", () => {
      const faults = texts.flatMap(({ results }) => results.findings.filter(({ severity }) => severity === "fault"));
      expect(faults).toEqual([]);
      for (const { results } of texts) {
        expect(results.ledger.filter(({ disposition }) => disposition === "cited")).toHaveLength(EVIDENCE.length);
      }
    });

    test("what is right is kept", () => {
      const lost = texts.flatMap(({ answer, results }) =>
        Object.entries(answer)
          .filter(([pr, { text }]) => isRight(pr, text) && rulesIn(results).has(`acme/shop${pr}`))
          .map(([pr, { text }]) => told(pr, text)),
      );
      expect(lost).toEqual([]);
    });

    test("no text is thrown away that has a right sentence, and at most one in ten at all", () => {
      const thrown = texts.filter(({ results }) => results.degraded !== null);
      const right = thrown.filter(({ answer }) => Object.entries(answer).some(([pr, { text }]) => isRight(pr, text)));
      expect(right).toEqual([]);
      expect(thrown.length).toBeLessThanOrEqual(texts.length / 10);
    });

    test("what is wrong is not told", () => {
      const all = standing().map(({ prs: [pr = ""], text }) => ({ pr: pr.slice(pr.indexOf("#")), text }));
      const wrong = all.filter(({ pr, text }) => !isRight(pr, text)).map(({ pr, text }) => told(pr, text));
      if (process.env["SHOW_TABLE"]) {
        process.stdout.write(
          `${all.length} sentences of the model’s stand, ${wrong.length} wrong\n${wrong.join("\n")}\n`,
        );
      }
      expect(wrong).toEqual([]);
    });
  },
);
