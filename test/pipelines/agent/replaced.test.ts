import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { goodShare, goodWriter, inForm, type Model, type Question } from "../../support/model-server.ts";

const made = (number: number, title: string, body = "") => ({
  number,
  title,
  author_login: "ada",
  is_bot: false,
  body,
});
const SHOP = [
  made(1, "feat: add export of orders"),
  made(
    2,
    "fix: keep the cursor where it was",
    "It jumped to the end.\n\nSeen 3 times since spring.\nNothing else changed.",
  ),
  made(3, "feat: a checklist for new shops"),
  made(4, "feat!: remove the first version of webhooks"),
  made(5, "fix: wait longer for slow printers"),
];

let house: AgentHouse;
beforeAll(async () => {
  house = await agentHouse({ "acme/shop": SHOP });
});
afterAll(() => house?.close());

type Share = ReturnType<typeof goodShare>;

/** Writes well but for what is done to each of its answers. */
function writes(change: (share: Share, question: Question) => void, intro: string | null = null): Model {
  return (question) => {
    if (question.phase === "reading") return { text: "Ready" };
    if (question.job === "lead") return inForm(question, { intro, highlights: [1] });
    const share = goodShare(question);
    change(share, question);
    return inForm(question, share);
  };
}

const itemOf = ({ items }: Share, pr: string) => items.find(({ prs }) => prs.includes(pr))!;
const says = (pr: string, text: string) => (share: Share) => void (itemOf(share, pr).text = text);
const faults = ({ findings }: { findings: { severity: string }[] }) =>
  findings.filter(({ severity }) => severity === "fault");

describe("a fault costs its line", () => {
  test("the rules write the item that stays wrong, and no other", async () => {
    const { results } = await house.run("acme/shop", writes(says("#2", "Cursors move 87% faster")));
    expect(results.degraded).toBeNull();
    expect(faults(results)).toEqual([]);
    expect(results.summary_message).toContain("Keep the cursor where it was (#2, ada)");
    expect(results.replaced).toEqual([
      {
        what: "sentence",
        prs: ["acme/shop#2"],
        because: "The model’s sentence says 87%, which is nowhere in its pull request.",
      },
    ]);
    expect(results.metrics.repair_rounds).toBe(2);
  });

  test("the ledger says so, too", async () => {
    const { results } = await house.run("acme/shop", writes(says("#2", "Cursors move 87% faster")));
    const [line] = results.ledger.filter(({ pr }) => pr === "acme/shop#2");
    expect(line?.decided?.because).toContain("The rules wrote its line: The model’s sentence says 87%");
  });

  test("an item of several pull requests becomes the rules’ items of each", async () => {
    const { results } = await house.run(
      "acme/shop",
      writes((share) => {
        const first = itemOf(share, "#1");
        first.prs.push("#3");
        first.text = "Exports and checklists, 12 times faster";
        share.items = share.items.filter(({ prs }) => prs[0] !== "#3");
      }),
    );
    expect(results.report.items.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["Add export of orders", "A checklist for new shops"]),
    );
    expect(results.replaced.map(({ prs }) => prs)).toEqual([["acme/shop#1"], ["acme/shop#3"]]);
  });

  test("a group is called by its plain name", async () => {
    const { results } = await house.run(
      "acme/shop",
      writes((share) => {
        share.items = share.items.filter(({ prs }) => prs[0] !== "#2" && prs[0] !== "#5");
        share.grouped.push({ label: "fixes that 9 customers at https://evil.example asked for", prs: ["#2", "#5"] });
      }),
    );
    expect(results.report.grouped.map(({ label }) => label)).toContain("2 more fixes");
    expect(results.replaced).toMatchObject([{ what: "label" }]);
    expect(faults(results)).toEqual([]);
  });

  test("an opening goes when a sentence that it was written from has gone", async () => {
    const lying = writes(says("#2", "Cursors move 87% faster"), "A good week for cursors.");
    const { results } = await house.run("acme/shop", lying);
    expect(results.report.intro).toBeNull();
    expect(results.replaced.map(({ what }) => what)).toEqual(["opening", "sentence"]);
  });

  test("where no sentence is right, the text is the rules’, opening included, and says what to do", async () => {
    const { results } = await house.run(
      "acme/shop",
      writes((share) => share.items.forEach((item) => (item.text = "It is 87% faster"))),
    );
    expect(results.degraded?.reason).toContain("The rules wrote this text. The model wrote no sentence that was right");
    expect(results.degraded?.reason).toContain("Choose another model");
    expect(results.summary_message).toContain("5 pull requests");
  });
});

describe("a writer is shown its faults with what would mend them", () => {
  test("its words, the fault, and the lines of the pull request that speak of the same", async () => {
    const model = writes((share, { repairs }) => {
      if (repairs === 0) itemOf(share, "#2").text = "The cursor jumped 41 times";
    });
    const { results } = await house.run("acme/shop", model);
    expect([results.replaced, results.degraded, results.metrics.repair_rounds]).toEqual([[], null, 1]);
    const asked = house.model.questions.find(({ repairs, job }) => repairs === 1 && job === "share");
    expect(asked?.faults.join("\n")).toContain("“The cursor jumped 41 times”: The item of #2 says 41");
    const told = asked?.messages.at(-1)?.content ?? "";
    const [, data = ""] = new RegExp(`<says-${asked?.nonce}>\n([^]*)\n</says-${asked?.nonce}>`).exec(told) ?? [];
    expect(JSON.parse(data)).toEqual({
      pr: "#2",
      title: "fix: keep the cursor where it was",
      says: ["It jumped to the end.", "Seen 3 times since spring.", "Nothing else changed."],
    });
  });

  test("what it changes besides is not taken", async () => {
    const model = writes((share, { repairs }) => {
      if (repairs === 0) itemOf(share, "#2").text = "The cursor jumped 41 times";
      else itemOf(share, "#1").text = "Orders can be had as a file";
    });
    const { results } = await house.run("acme/shop", model);
    expect(results.summary_message).toContain("Add export of orders");
    expect(results.summary_message).not.toContain("as a file");
  });
});

test("when the server is gone before a fault is mended, the sound lines stay and the rules write the other", async () => {
  const { results } = await house.run("acme/shop", (question) =>
    question.repairs > 0
      ? { status: 400, body: { error: { message: "gone", type: "test", param: null, code: null } } }
      : writes((share) => {
          says("#2", "Cursors move 87% faster")(share);
          itemOf(share, "#1").text = "Export of orders";
        })(question),
  );
  expect(results.summary_message).toContain("Export of orders (#1, ada)");
  expect(results.replaced.map(({ prs }) => prs)).toEqual([["acme/shop#2"]]);
  expect(results.degraded).toBeNull();
});

test("when the run may use no more tokens, what is wrong is replaced all the same, and the rest stays", async () => {
  const { results } = await house.run("acme/shop", (question) => {
    const reply = writes(says("#2", "Cursors move 87% faster"))(question);
    if (question.phase === "reading" || !("json" in reply)) return reply;
    const message = { role: "assistant", content: JSON.stringify(reply.json) };
    const usage = { prompt_tokens: 500_000, completion_tokens: 10, total_tokens: 500_010 };
    return { status: 200, body: { id: "c", choices: [{ index: 0, message, finish_reason: "stop" }], usage } };
  });
  expect(results.metrics).toMatchObject({ model_calls: 2, repair_rounds: 0 });
  expect(results.replaced.map(({ prs }) => prs)).toEqual([["acme/shop#2"]]);
  expect(results.degraded?.reason).toMatch(
    /^The rules wrote the opening\. .* as many as one update may\. Choose fewer days\.$/,
  );
  expect(faults(results)).toEqual([]);
});

describe("a server that takes no bounds in a schema", () => {
  const refuses: Model = (question) =>
    question.phase === "writing" && JSON.stringify(question.schema ?? {}).includes("maxLength")
      ? {
          status: 400,
          body: {
            error: { message: "'maxLength' is not permitted.", type: "invalid_request_error", param: null, code: null },
          },
        }
      : goodWriter(question);
  const bounded = ({ model }: AgentHouse) =>
    model.questions
      .filter(({ phase }) => phase === "writing")
      .map(({ schema }) => JSON.stringify(schema ?? {}).includes("maxLength"));

  test("is found out once, and remembered", async () => {
    // Of one that is known to take them, one refusal says nothing yet.
    const fresh = await agentHouse({ "acme/shop": SHOP });
    const first = await fresh.run("acme/shop", refuses);
    expect([first.results.degraded, bounded(fresh)]).toEqual([null, [true, false, false]]);
    fresh.model.questions.length = 0;
    const second = await fresh.run("acme/shop", refuses);
    expect([second.results.degraded, bounded(fresh)]).toEqual([null, [false, false]]);
    await fresh.close();
  });
});
