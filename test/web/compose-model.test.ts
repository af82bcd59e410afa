import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../webhooks/contract/problem.ts";
import { NO_BRANCH, RULES_ONLY } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";
import { DEMO, ESTIMATE, evidenceOf, REAL, spent, STOPPED } from "../support/offered-models.ts";
import { startComposePage, FORM, type ComposePage, words, ticked } from "../support/compose-page.ts";

const options = (page: string) => {
  const [, select = ""] = /<select id="llm-model"[^>]*>(.*?)<\/select>/s.exec(page) ?? [];
  return [...select.matchAll(/<option value="([^"]*)"( selected)?>\s*([^<]*?)\s*</g)].map(
    ([, value, chosen, label]) => `${chosen ? "* " : ""}${value}: ${label}`,
  );
};

let shown: ComposePage;
let app: ComposePage["app"];
let compose: ComposePage["compose"];
let repriced: ComposePage["repriced"];

beforeAll(async () => {
  shown = await startComposePage();
  ({ app, compose, repriced } = shown);
});
afterAll(() => shown?.stop());
beforeEach(() => shown.clear());

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
      expect(page).toContain("Rules take titles as they are: tone, wishes and rounds need a model.");
      expect(page.match(/<(?:fieldset|textarea|input)[^>]* disabled/g)).toHaveLength(3);
      for (const [name, value] of typed) {
        expect(page).toContain(`<input type="hidden" name="${name}" value="${value}">`);
      }
    },
  );
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
    const refused = { code: "unavailable" as const, message: "This month’s budget is used up.", remedy: "Wait." };
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
  const refused = { code: "unavailable" as const, message: "Today’s budget is used up.", remedy: "Wait." };
  Object.assign(app.pipelines, { estimated: { ...ESTIMATE, refused } });
  expect(await chosen("qwen3:8b")).not.toContain(budget_note);
});
