import { afterAll, beforeAll, expect, test } from "vitest";
import {
  deleteCapabilities,
  findCapabilities,
  listCapabilities,
  rememberCapabilities,
} from "../../../db/pipelines/capabilities.ts";
import { foundFacts, whatDiffers } from "../../../pipelines/models/found-words.ts";
import { budgetTest, madeRun, NOON, type BudgetTest } from "./budget-harness.ts";

let here: BudgetTest;
beforeAll(async () => void (here = await budgetTest()));
afterAll(() => here.close());

const NOTHING = { tools: null, format: null, bounds: null, shape: null };

test("what a server was found to understand is kept by server and model, and grows piece by piece", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:11434/v1", model: "qwen3:8b" };
  expect(await findCapabilities(db, asked, NOON)).toEqual(NOTHING);

  await rememberCapabilities(db, asked, { tools: false }, NOON);
  await rememberCapabilities(db, asked, { format: "json_object" }, NOON);
  await rememberCapabilities(db, asked, { bounds: false }, NOON);
  expect(await findCapabilities(db, asked, NOON)).toEqual({
    tools: false,
    format: "json_object",
    bounds: false,
    shape: null,
  });

  await rememberCapabilities(db, asked, { tools: true, format: "json_schema" }, NOON);
  expect(await findCapabilities(db, asked, NOON)).toEqual({
    tools: true,
    format: "json_schema",
    bounds: false,
    shape: null,
  });
  expect(await findCapabilities(db, { ...asked, model: "other" }, NOON)).toEqual(NOTHING);
  expect(await findCapabilities(db, { ...asked, server: "http://localhost:8000/v1" }, NOON)).toMatchObject({
    tools: null,
  });
});

test("of writers that find something out at the same moment none fails", async () => {
  const asked = { server: "http://localhost:8000/v1", model: "m" };
  await Promise.all(
    here.connections.flatMap(({ db }) => [
      rememberCapabilities(db, asked, { tools: true }, NOON),
      rememberCapabilities(db, asked, { format: "json_schema" }, NOON),
    ]),
  );
  expect(await findCapabilities(here.connections[0].db, asked, NOON)).toEqual({
    ...NOTHING,
    tools: true,
    format: "json_schema",
  });
});

test("after a week a server is tried again from the top, however often the same was found meanwhile", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:9000/v1", model: "m" };
  const after = (days: number) => new Date(NOON.getTime() + days * 24 * 3_600_000);
  await rememberCapabilities(db, asked, { format: "text" }, NOON);
  await rememberCapabilities(db, asked, { format: "text" }, after(5));

  expect(await findCapabilities(db, asked, after(6))).toMatchObject({ format: "text" });
  expect(await findCapabilities(db, asked, after(8))).toEqual(NOTHING);

  await rememberCapabilities(db, asked, { format: "text" }, after(8));
  expect(await findCapabilities(db, asked, after(14))).toMatchObject({ format: "text" });
});

test("the shape of a conversation grows part by part, and an old one does not come back with what is found later", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:9001/v1", model: "m" };
  const later = new Date(NOON.getTime() + 8 * 24 * 3_600_000);
  await rememberCapabilities(db, asked, { tools: true, shape: { system: "in_question" } }, NOON);
  await rememberCapabilities(db, asked, { shape: { lookups: "told" } }, NOON);
  await rememberCapabilities(db, asked, { format: "text" }, NOON);
  expect((await findCapabilities(db, asked, NOON)).shape).toEqual({ system: "in_question", lookups: "told" });

  await rememberCapabilities(db, asked, { format: "json_object" }, later);
  expect(await findCapabilities(db, asked, later)).toEqual({ ...NOTHING, format: "json_object" });
});

test("what it could, it still can until it could not twice: one slip is no incapacity", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:9002/v1", model: "m" };
  const differing = async () =>
    whatDiffers((await listCapabilities(db, NOON)).find(({ server }) => server === asked.server)!);
  await rememberCapabilities(db, asked, { tools: true, format: "json_schema", bounds: true }, NOON);
  expect(await differing()).toEqual([]);

  await rememberCapabilities(db, asked, { tools: false }, NOON);
  await rememberCapabilities(db, asked, { format: "json_object" }, NOON);
  await rememberCapabilities(db, asked, { bounds: false }, NOON);
  const able = { tools: true, format: "json_schema", bounds: true, shape: null };
  expect(await findCapabilities(db, asked, NOON)).toEqual(able);
  expect(await differing()).toHaveLength(3);

  await rememberCapabilities(db, asked, { tools: true }, NOON);
  await rememberCapabilities(db, asked, { tools: false, format: "json_object" }, NOON);
  expect(await findCapabilities(db, asked, NOON)).toEqual({ ...able, tools: false, format: "json_object" });
  expect(await differing()).toContain("looks things up at one time and refuses to at another");
});

test("a limit that is wanted by one name and then by another is two servers, and both are written down", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:9003/v1", model: "m" };
  await rememberCapabilities(db, asked, { shape: { limit: "max_tokens" } }, NOON);
  await rememberCapabilities(db, asked, { shape: { limit: "max_completion_tokens" } }, NOON);
  const [found] = (await listCapabilities(db, NOON)).filter(({ server }) => server === asked.server);
  expect(found?.shape).toEqual({ limit: "max_completion_tokens" });
  expect(whatDiffers(found!)).toEqual([
    "wants the limit of an answer by one name at one time and by another at another",
  ]);
});

test("whose call found the newest of it is kept, and what nobody found anew stays whose it was", async () => {
  const { db } = here.connections[0];
  const asked = { server: "http://localhost:9004/v1", model: "a model/of: mine" };
  const [run_id, test_id] = [await madeRun(db), "01a223da-7510-7000-a2a8-1d1cf2867e37"];
  const found = async () => (await listCapabilities(db, NOON)).find(({ server }) => server === asked.server);
  await rememberCapabilities(db, asked, { tools: true }, NOON, { run_id: null, test_id });
  expect(await found()).toMatchObject({ run_id: null, test_id, request_id: null });
  await rememberCapabilities(db, asked, { format: "text" }, NOON, { run_id, test_id: null });
  await rememberCapabilities(db, asked, { format: "text", tools: true }, NOON, { run_id: null, test_id });
  expect(await found()).toMatchObject({ run_id, test_id: null, request_id: expect.any(String) });

  expect(await deleteCapabilities(db, asked)).toBe(true);
  expect(await found()).toBeUndefined();
  expect(await deleteCapabilities(db, asked)).toBe(false);
});

test("what was found is told in words", () => {
  const shape = { system: "in_question", lookups: "told", limit: "max_tokens", most: 2_000, window: 4_096 };
  const found = { tools: false, format: "json_schema" as const, bounds: false, shape, served_by: "small-1b" };
  expect(foundFacts(found)).toEqual([
    "Looks nothing up",
    "Keeps to a schema without lengths and counts",
    "Takes no system message",
    "Is told what was looked up, in words",
    "Takes its limit as max_tokens",
    "Writes 2,000 tokens at most",
    "Has a context window of 4,096 tokens",
    "Answers as small-1b",
  ]);
  expect(foundFacts({ ...NOTHING, served_by: null })).toEqual([]);
});
