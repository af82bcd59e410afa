import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";
import { NO_BRANCH, noSlack, NOTHING_SPENT, RULES_ONLY, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";
import { DEMO, ESTIMATE, evidenceOf, REAL, spent, STOPPED } from "../support/offered-models.ts";

let app: TestApp;
let asBegun: Partial<TestApp["pipelines"]>;
const CHANNELS = [{ id: "C1", name: "eng-updates", is_private: false, is_member: true }];

beforeAll(async () => {
  app = await startTestApp({ slack: { ...noSlack, channels: async () => CHANNELS } });
  asBegun = { ...app.pipelines };
});
afterAll(() => app?.stop());

beforeEach(() => {
  Object.assign(app.pipelines, asBegun, {
    fails: null,
    spending: NOTHING_SPENT,
    validated: [],
    faults: [],
    offered: REAL,
    estimated: ESTIMATE,
  });
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "main", private: true }],
  });
  app.pipelines.evidence = async () => ({ status: "ready", preview: evidenceOf(25) });
});

const EVIDENCE = "01a1fc97-566b-7799-889c-76eca26adfb4";
const FORM: [string, string][] = [
  ...([
    ["repo", "acme/harbor"],
    ["base_branch", "main"],
    ["time_zone", "UTC"],
    ["preset", "7d"],
  ] as [string, string][]),
  ["channel", "C1"],
];
const LISTED = evidenceOf(25).pull_requests.map(({ ref }) => ref);
/** A form whose list is there, with so many ticks. */
const ticked = (number: number, more: [string, string][] = []): [string, string][] => [
  ...FORM,
  ["listed", LISTED.join(" ")],
  ...LISTED.slice(0, number).map((ref): [string, string] => ["included", ref]),
  ...more,
];

/** What Compose shows of a form; each time a page that remembers nothing. */
async function compose(fields: [string, string][] = FORM): Promise<string> {
  return (await (await browseAsMira(app.deps))("/compose", {}, fields)).text();
}

async function repriced(fields: [string, string][]): Promise<string> {
  return (await (await browseAsMira(app.deps))("/compose/estimate", { "hx-request": "true" }, fields)).text();
}

const options = (page: string) => {
  const [, select = ""] = /<select id="llm-model"[^>]*>(.*?)<\/select>/s.exec(page) ?? [];
  return [...select.matchAll(/<option value="([^"]*)"( selected)?>\s*([^<]*?)\s*</g)].map(
    ([, value, chosen, label]) => `${chosen ? "* " : ""}${value}: ${label}`,
  );
};
/** The words of one element, as a person reads them. */
function words(page: string, id: string): string {
  const [, part = ""] = new RegExp(`id="${id}"[^>]*>(.*?)</div>`, "s").exec(page) ?? [];
  return part
    .replace(/<svg.*?<\/svg>/gs, "")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

describe("the model", () => {
  test("is the default of the house, then the others with their prices, and the rules last", async () => {
    expect(options(await compose())).toEqual([
      "* default: gpt-5-mini · $0.25 in · $2.00 out",
      "qwen3:8b: qwen3:8b · price not known",
      "rules: Rules, no model: free, about 2 s",
    ]);
  });

  test("that a brief names stays named, though it is the default", async () => {
    expect(options(await compose([...FORM, ["llm_model", "gpt-5-mini"]]))[0]).toBe(
      "* gpt-5-mini: gpt-5-mini · $0.25 in · $2.00 out",
    );
  });

  test("says when it is a stand-in", async () => {
    app.pipelines.offered = DEMO;
    expect(options(await compose())[0]).toBe("* default: demo-writer, a stand-in on this machine");
  });

  test("that is not here any more stays chosen, with words beside the field", async () => {
    const page = await compose([...FORM, ["llm_model", "gpt-4"]]);
    expect(options(page)[0]).toBe("* gpt-4: gpt-4, not here any more");
    expect(page).toContain("gpt-4 is not here any more. Choose another one to write this.");
    expect(page).toMatch(/<select id="llm-model"[^>]*aria-invalid="true" aria-describedby="llm-model-error"/);
  });

  test("that is not here any more is not asked for: the form comes back as it was", async () => {
    const send = await browseAsMira(app.deps);
    const answer = await send("/updates", {}, [...FORM, ["llm_model", "gpt-4"], ["custom_prompt", "Thank Mira"]]);
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(options(page)[0]).toBe("* gpt-4: gpt-4, not here any more");
    expect(page).toContain("Thank Mira");
  });

  test("is the rules or what the brief names while the pipelines do not answer", async () => {
    app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again.");
    expect(options(await compose([...FORM, ["llm_model", "gpt-5-mini"]]))).toEqual([
      "* gpt-5-mini: gpt-5-mini",
      "rules: Rules, no model: free, about 2 s",
    ]);
    expect(options(await compose())).toEqual([
      "* default: The default model",
      "rules: Rules, no model: free, about 2 s",
    ]);
  });

  test("brings tone, wishes and iterations with it", async () => {
    const page = await compose([...FORM, ["max_iterations", "6"]]);
    expect(page).toContain("Up to 6 rounds of looking things up");
    expect(page).not.toMatch(/<(?:fieldset|textarea|input)[^>]* disabled/);
  });

  test.each(["chosen", "all there is"])(
    "that is none switches them off with the reason, and keeps what was typed: %s",
    async (how) => {
      if (how === "all there is") app.pipelines.offered = RULES_ONLY;
      const typed: [string, string][] = [
        ["tone", "warm"],
        ["custom_prompt", "Thank Mira"],
        ["max_iterations", "6"],
      ];
      const model: [string, string][] = how === "chosen" ? [["llm_model", "rules"]] : [];
      const page = await compose([...FORM, ...typed, ...model]);
      expect(page).toContain("Rules take titles as they are: tone, wishes and iterations need a model.");
      expect(page.match(/<(?:fieldset|textarea|input)[^>]* disabled/g)).toHaveLength(3);
      for (const [name, value] of typed) {
        expect(page).toContain(`<input type="hidden" name="${name}" value="${value}">`);
      }
    },
  );
});

describe("the estimate", () => {
  test("counts the ticked pull requests of the list", async () => {
    const page = await compose();
    expect(words(page, "estimate")).toContain(
      "About $0.02, at most $0.11 · 3 to 9 model calls · 25 of 25 pull requests",
    );
    expect(app.pipelines.validated).toMatchObject([
      {
        parameters: { sources: [{ repo: "acme/harbor", base_branch: "main" }], llm_model: "default" },
        pull_requests: 25,
      },
    ]);
  });

  test("follows model, rounds and ticks without reading the pull requests again", async () => {
    app.pipelines.evidence = () => Promise.reject(new Error("It was read again."));
    const part = await repriced(
      ticked(24, [
        ["llm_model", "qwen3:8b"],
        ["max_iterations", "2"],
      ]),
    );
    expect(words(part, "estimate")).toContain("24 of 25 pull requests");
    expect(part).toContain("Up to 2 rounds");
    expect(part).not.toContain('id="evidence"');
    expect(app.pipelines.validated).toMatchObject([
      { parameters: { llm_model: "qwen3:8b", max_iterations: 2 }, pull_requests: 24 },
    ]);
  });

  test("lets a list that is still to come be asked for once more, with what is left out", async () => {
    const part = await repriced([...FORM, ["ignored", "acme/harbor#3"], ["evidence_id", EVIDENCE]]);
    expect(part).toMatch(/id="evidence"[^>]*hx-trigger="load delay:1s, every 5s"/);
    expect(part).toContain('name="ignored" value="acme/harbor#3"');
    expect(words(part, "estimate")).toContain("The cost shows once the pull requests are read.");
    expect(app.pipelines.validated).toEqual([]);
  });

  test.each<[string, Partial<typeof ESTIMATE>, ModelsAnswer, [string, string][], string]>([
    [
      "a price that is not known",
      { cost_usd: null },
      REAL,
      [],
      "Cost not known · about 12,000 tokens · 3 to 9 model calls",
    ],
    ["a stand-in", {}, DEMO, [], "Free (stand-in) · 3 to 9 model calls · 25 of 25 pull requests"],
    ["rules", {}, REAL, [["llm_model", "rules"]], "Free, about 2 s · 25 of 25 pull requests"],
    [
      "less than a cent",
      { cost_usd: { likely: 0.001, most: 0.004 } },
      REAL,
      [],
      "Less than $0.01 · 3 to 9 model calls",
    ],
    ["one sum only", { cost_usd: { likely: 0.02, most: 0.02 } }, REAL, [], "About $0.02 · 3 to 9"],
    ["a model that costs nothing", { cost_usd: { likely: 0, most: 0 } }, REAL, [], "Free · 3 to 9 model calls"],
    ["one call", { model_calls: { likely: 1, most: 1 } }, REAL, [], "at most $0.11 · 1 model call · 25"],
  ])("is said for %s", async (_what, change, offered, more, expected) => {
    Object.assign(app.pipelines, { offered, estimated: { ...ESTIMATE, ...change } });
    expect(words(await repriced(ticked(25, more)), "estimate")).toContain(expected);
  });

  test("is nothing when nothing is ticked, and nobody is asked", async () => {
    expect(words(await repriced(ticked(0)), "estimate")).toContain("Free: there is nothing to write about");
    expect(app.pipelines.validated).toEqual([]);
  });

  test("is not known when the answer does not come, and the rest of the page is there", async () => {
    app.pipelines.validate = () => new Promise(() => {});
    const page = await compose();
    expect(words(page, "estimate")).toContain("Cost not known · 25 of 25 pull requests");
    expect(page).toContain("What will be read");
  });
});

describe("what was spent", () => {
  test("stands beside the estimate, against the cap, with what nobody has a price for", async () => {
    app.pipelines.spending = spent(
      { spent_usd: 3.2, reserved_usd: 0.4, cap_usd: 20, unpriced_calls: 2 },
      { spent_usd: 0.41 },
    );
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: $3.20 of $20.00 Today: $0.41 plus 2 calls of unknown price");
    expect(page).toContain('aria-label="This month: 16% of the budget spent, 2% set aside"');
    expect(page.match(/class="spend-m/g)).toHaveLength(1);
  });

  test("is a sum alone where there is no cap", async () => {
    app.pipelines.spending = spent({ spent_usd: 3.2 }, { spent_usd: 0.004 });
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: $3.20 Today: less than $0.01");
    expect(page).not.toContain("spend-m");
  });

  test("is tokens where tokens are capped", async () => {
    app.pipelines.spending = spent({ tokens: 812_000, cap_tokens: 2_000_000 }, { tokens: 81_200, cap_tokens: 90_000 });
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: 812K of 2M tokens Today: 81.2K of 90K tokens");
    expect(page.match(/spend-m (\w+)/g)).toEqual(["spend-m calm", "spend-m near"]);
  });

  test("is not named where there is nothing but rules", async () => {
    app.pipelines.offered = RULES_ONLY;
    expect(await compose()).not.toContain("This month");
  });

  test("is not known while the pipelines do not say", async () => {
    app.pipelines.budget = () => new Promise(() => {});
    expect(words(await compose(), "estimate")).toContain("What was spent this month is not known right now.");
  });
});

describe("who writes when the model may not", () => {
  test("is said, with who stopped models, and why", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    const page = await compose();
    expect(words(page, "refusal")).toBe(
      "Models are switched off. Tobi Okafor, 20 Nov, 09:05: “The bill is too high”. The rules will write this text. See Connections",
    );
    expect(words(page, "estimate")).toContain("Free: the rules will write this text");
    expect(page).toContain('<a href="/connections#conn-model">');
  });

  test("is said, with the pipelines' own words, when the budget would refuse", async () => {
    const refused = { code: "unavailable" as const, message: "This month's budget is used up.", remedy: "Wait." };
    app.pipelines.estimated = { ...ESTIMATE, refused };
    expect(words(await compose(), "refusal")).toMatch(/budget is used up\. Wait\. The rules will write this text\./);
  });

  test("stands in nobody's way", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    const send = await browseAsMira(app.deps);
    expect((await send("/updates", {}, FORM)).headers.get("location")).toMatch(/^\/updates\//);
  });

  test("is no question where the rules were chosen", async () => {
    app.pipelines.spending = spent({}, {}, STOPPED);
    expect(words(await compose([...FORM, ["llm_model", "rules"]]), "refusal")).toBe("");
  });
});

test("Compose does not wait longer than for its lists when the pipelines hang", async () => {
  const browse = await browseAsMira(app.deps);
  await browse("/compose");
  Object.assign(app.pipelines, { budget: hang, validate: hang, models: hang });
  const began = performance.now();
  const page = await (await browse("/compose")).text();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(page).toContain("What was spent this month is not known right now.");
  expect(page).toContain("The cost shows once the pull requests are read.");
});

const hang = () => new Promise(() => {});

describe("a branch that is nowhere", () => {
  const wrong: [string, string][] = FORM.map(([name, value]) => [name, name === "base_branch" ? "mian" : value]);
  const ask = async (path: string, more: [string, string][] = []) => {
    const answer = await (await browseAsMira(app.deps))(path, {}, [...wrong, ...more]);
    return { status: answer.status, page: await answer.text() };
  };
  const AT_FIELD =
    /id="branch-0-error">.*acme\/harbor has no branch “mian”\. Choose one that it has, such as main or release\/2\.x\.</;

  test.each([
    ["Generate", "/updates", []],
    ["a profile that is saved", "/profiles", [["name", "Weekly of nowhere"]]],
  ] as [string, string, [string, string][]][])("is said at its field: %s", async (_what, path, more) => {
    app.pipelines.faults = [NO_BRANCH];

    const { status, page } = await ask(path, more);

    expect(status).toBe(422);
    expect(page).toMatch(AT_FIELD);
    expect(app.pipelines.validated).toContainEqual({
      parameters: { sources: [{ repo: "acme/harbor", base_branch: "mian" }] },
      pull_requests: undefined,
    });
  });

  test("is said beside a field of another kind, all at once", async () => {
    app.pipelines.faults = [NO_BRANCH, { ...NO_BRANCH, path: "parameters.llm_model", message: "Not of a source." }];

    const { page } = await ask("/profiles");

    expect(page).toMatch(AT_FIELD);
    expect(page).toContain("2 fields need a look.");
    expect(page).not.toContain("Not of a source.");
  });

  test("is said in the panel of what will be read, and so is a name of another time", async () => {
    app.pipelines.evidence = async () => {
      throw new Problem("not_found", NO_BRANCH.message, NO_BRANCH.fix);
    };
    const missing = await compose(wrong);
    expect(missing).toContain("<b>acme/harbor has no branch “mian”.</b>");
    expect(missing).toContain("Choose one that it has, such as main or release/2.x.");
    expect(missing).not.toContain("Nothing was merged");

    const notes = ["In acme/harbor, master is called main now: what was merged under either name is read."];
    for (const count of [3, 0]) {
      app.pipelines.evidence = async () => ({ status: "ready", preview: { ...evidenceOf(count), notes } });
      expect(await compose()).toContain(notes[0]);
    }
  });

  test("does not hold anybody up where it cannot be asked for: the run finds out", async () => {
    app.pipelines.validate = async () => {
      throw new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
    };

    expect((await ask("/updates")).status).toBe(303);
  });
});

test("what becomes of a budget in dollars for a model without a price is said before Generate, unless the rules will write", async () => {
  const budget_note = "The price of qwen3:8b is not known, so BUDGET_RUN_USD cannot be kept.";
  const models = REAL.models.map((one) => (one.id === "qwen3:8b" ? { ...one, budget_note } : one));
  Object.assign(app.pipelines, { offered: { ...REAL, models }, estimated: { ...ESTIMATE, cost_usd: null } });
  const chosen = (model: string) => repriced(ticked(3, [["llm_model", model]]));

  expect(await chosen("qwen3:8b")).toContain(budget_note);
  expect(await chosen("gpt-5-mini")).not.toContain(budget_note);
  const refused = { code: "unavailable" as const, message: "Today's budget is used up.", remedy: "Wait." };
  Object.assign(app.pipelines, { estimated: { ...ESTIMATE, refused } });
  expect(await chosen("qwen3:8b")).not.toContain(budget_note);
});
