import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { launched, type Launched, untilItReads } from "../support/launched.ts";
import { type Look, openLook } from "../support/looks.ts";
import { goodShare, goodWriter, type ModelServer, type Question, startModelServer } from "../support/model-server.ts";
import { beginStream } from "../support/send-stream.ts";

const browser = await openChromium();
let model: ModelServer;
let pulse: Launched;
/** Lets the writer go on to the end of its answer. */
let finish: () => void;

beforeAll(async () => {
  model = await startModelServer(writer);
  pulse = await launched({ OPENAI_BASE_URL: model.url, LLM_MODELS: "test-writer", LLM_CALL_SECONDS: "280" });
  await untilItReads(pulse);
});
beforeEach(() => void (hold = new Promise((go) => (finish = go))));
afterAll(async () => {
  await browser?.close();
  await pulse?.stop();
  await model?.close();
});

let hold: Promise<void>;

/** Writes one item and the beginning of the next, and stays at that one. */
function writer(question: Question) {
  if (question.phase === "reading" || question.job === "lead") return goodWriter(question);
  return {
    raw: async (response: Parameters<typeof beginStream>[0]) => {
      const share = goodShare(question);
      share.items[0]!.text = "The first sentence is whole";
      const answer = JSON.stringify(share);
      const at = answer.indexOf(share.items[1]!.text) + share.items[1]!.text.length;
      const stream = beginStream(response);
      stream.say(answer.slice(0, at));
      const more = setInterval(() => stream.say(" and more"), 1_000);
      await hold;
      clearInterval(more);
      stream.say(answer.slice(at));
      stream.end({ prompt_tokens: 900, completion_tokens: 90 });
    },
  };
}

const LOOKS: Look[] = [
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
  { width: 1280, theme: "light", script: false },
];

describe.skipIf(!browser)("in a real browser", () => {
  test.each(LOOKS)(
    "a sentence is read before the answer is at its end, at $width px, $theme, script $script",
    async (look) => {
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${pulse.url}/compose`);
      await page.locator(".generate").click();
      const sentence = page.getByText("The first sentence is whole");
      await page.waitForURL(/\/updates\/[\w-]+$/);
      const update = page.url();
      await sentence.waitFor();
      await page.getByText("Being written, not checked yet").first().waitFor();
      await see("read-along");

      await page.goto(`${update}/run`);
      await page.locator(".call.now").getByText("The first sentence is whole").waitFor();
      await see("read-along-run");

      await page.goto(update);
      finish();
      await page.locator("#msg").waitFor();
      expect(await page.getByText("Being written, not checked yet").count()).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

async function open(look: Look) {
  return openLook(browser, look, await pulse.link());
}
