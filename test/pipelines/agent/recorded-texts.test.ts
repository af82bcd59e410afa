import { afterAll, beforeAll, expect, test } from "vitest";
import harbor from "../../../demo/model/texts/harbor.json" with { type: "json" };
import harborWeb from "../../../demo/model/texts/harbor-web.json" with { type: "json" };
import { analysisTypes, tones } from "../../../webhooks/contract/parameters.ts";
import { demoData, windowsOf } from "../text/windows.ts";
import { startTestModel, type TestModel } from "../../support/demo-model.ts";
import { recordedUpdate } from "../../support/recorded-update.ts";

let model: TestModel;
beforeAll(async () => {
  model = await startTestModel();
});
afterAll(() => model.close());

const REPOSITORIES = ["harbor", "harbor-web"];
const main = REPOSITORIES.flatMap((name) => windowsOf(demoData(name))).filter(({ pulls }) => pulls.length > 0);
const backports = REPOSITORIES.flatMap((name) => windowsOf(demoData(name), "release/2.x"));
const ways = tones.flatMap((tone) => analysisTypes.map((analysis_type) => ({ tone, analysis_type })));

test.each(main.map((window) => [window.repo, window.id, window] as const))(
  "%s, %s: in each tone and kind the checks find nothing in what is recorded, and nothing needs mending",
  async (_repo, _id, { pulls, window }) => {
    for (const way of ways) {
      const { findings } = await recordedUpdate(model, { pulls, window, ...way });
      expect(findings, `${way.tone} ${way.analysis_type}`).toEqual([]);
    }
  },
);

test.each(tones)(
  "%s: every pull request by itself is told without a finding, also what is only counted otherwise",
  async (tone) => {
    for (const { pulls, window } of [...main, ...backports]) {
      // Alone nothing has undone it.
      for (const pull of pulls.map((each) => ({ ...each, fate: undefined }))) {
        const { findings, report } = await recordedUpdate(model, { pulls: [pull], window, tone, everything: true });
        expect([pull.ref, findings]).toEqual([pull.ref, []]);
        expect(report.items.flatMap(({ prs }) => prs)).toEqual([pull.ref]);
      }
    }
  },
);

test("both repositories and several weeks in one update hold as well", async () => {
  const pulls = main.flatMap((window) => window.pulls);
  const window = { ...main[0]!.window, until: main.at(-1)!.window.until };
  for (const way of ways) expect((await recordedUpdate(model, { pulls, window, ...way })).findings).toEqual([]);
});

type Written = {
  number: number;
  neutral: string;
  warm?: string;
  celebratory?: string;
  terse: string;
  opening?: object;
};

test("what is recorded is as long as its tone wants it, and no two pull requests share their words", () => {
  const recorded: Written[] = [...harbor.pulls, ...harborWeb.pulls];
  const told = recorded.flatMap(({ neutral, warm, celebratory }) =>
    [neutral, warm, celebratory].filter((text) => text !== undefined),
  );
  const terse = recorded.map((each) => each.terse);
  const openings = recorded.flatMap(({ opening = {} }) =>
    Object.values(opening).filter((text) => typeof text === "string"),
  );

  expect(told.filter((text) => wordsIn(text) > MOST_WORDS)).toEqual([]);
  expect(terse.filter((text) => wordsIn(text) < 3 || wordsIn(text) > 10)).toEqual([]);
  expect([...told, ...terse, ...openings].filter((text) => /[.!]$/.test(text))).toEqual([]);
  const texts = recorded.flatMap(({ neutral, warm, celebratory, terse: short }) => [
    ...new Set([neutral, warm, celebratory, short]),
  ]);
  const shared = texts.filter((text, index) => text !== undefined && texts.indexOf(text) !== index);
  expect(shared).toEqual([]);
});

/** What the pipeline asks of an item. */
const MOST_WORDS = 25;
const wordsIn = (text: string): number => text.split(" ").length;
