import { afterAll, beforeAll, expect, test } from "vitest";
import { findCapabilities, rememberCapabilities } from "../../../db/pipelines/capabilities.ts";
import { budgetTest, NOON, type BudgetTest } from "./budget-harness.ts";

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

  await rememberCapabilities(db, asked, { tools: true, format: "text" }, NOON);
  expect(await findCapabilities(db, asked, NOON)).toEqual({ tools: true, format: "text", bounds: false, shape: null });
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
