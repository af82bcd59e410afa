import { deleteCapabilities, listCapabilities } from "../../db/pipelines/capabilities.ts";
import { listTests } from "../../db/pipelines/model-tests.ts";
import type { FoundModel, FoundModelsAnswer } from "../../webhooks/contract/model-tests.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { foundFacts, whatDiffers } from "../models/found-words.ts";
import { estimateTest } from "./little-job.ts";
import { testAnswerOf } from "./start-test.ts";

/** What is known of each model: those that may be chosen, then others of which something is remembered. */
export async function foundModels(deps: Deps): Promise<FoundModelsAnswer> {
  const { db, clock, settings } = deps;
  const { server = "", ids = [] } = settings.models ?? {};
  const [found, tests] = [await listCapabilities(db, clock()), await listTests(db)];
  const setUp = ids.map((model) => ({ server, model }));
  const others = found.filter((one) => !setUp.some((here) => isOf(one, here)));
  const models: FoundModel[] = [];
  // One after the other: whoever looks at the page does so every second.
  for (const key of [...setUp, ...others.map(({ server: where, model }) => ({ server: where, model }))]) {
    const is_set_up = setUp.includes(key);
    const test = tests.find((one) => isOf(one, key));
    models.push({
      ...key,
      is_set_up,
      ...knownOf(found.find((one) => isOf(one, key))),
      test: test ? testAnswerOf(test) : null,
      test_estimate: is_set_up ? await estimateTest(deps, key.model) : null,
    });
  }
  return { models };
}

type Key = Pick<FoundModel, "server" | "model">;
const isOf = (one: Key, other: Key): boolean => one.server === other.server && one.model === other.model;

type Known = Awaited<ReturnType<typeof listCapabilities>>[number];
type Shown = Pick<FoundModel, "facts" | "differs" | "found_at" | "known_until" | "by_run" | "by_test">;

function knownOf(known: Known | undefined): Shown {
  if (!known) return { facts: [], differs: [], found_at: null, known_until: null, by_run: null, by_test: false };
  const { run_id, request_id, test_id, found_at, known_until } = known;
  return {
    facts: foundFacts(known),
    differs: whatDiffers(known),
    found_at: found_at.toISOString(),
    known_until: known_until.toISOString(),
    by_run: run_id && request_id ? { run_id, request_id } : null,
    by_test: test_id !== null,
  };
}

/**
 * The next run finds anew how to ask.
 *
 * @throws {Problem} `not_found` where nothing is remembered.
 */
export async function forgetFound({ db, log }: Deps, key: Key, by: string): Promise<void> {
  if (!(await deleteCapabilities(db, key))) {
    throw new Problem("not_found", `Nothing is remembered of ${key.model}.`, "There is nothing to forget.");
  }
  log.warn({ ...key, by }, "what was found of a model is forgotten");
}
