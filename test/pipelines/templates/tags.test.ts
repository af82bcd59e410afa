import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hundredthOf } from "../../../pipelines/templates/choose-version.ts";
import type { TriggerAnswer } from "../../../webhooks/contract/runs.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { MADE_WEEK, pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";
import { triggerOf } from "../../support/pipelines.ts";
import { templateHouse } from "../../support/template-house.ts";

let world: MadeWorld;
let house: ReturnType<typeof templateHouse>;

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(3) });
  house = templateHouse(world);
  await house.versionWith("Speak plainly.");
  await house.versionWith("Speak warmly.");
});
afterAll(() => world?.end());

const request = (): string => randomUUID();
async function start(ref: string, id = request(), repo = "acme/shop") {
  const parameters = { sources: [{ repo }], date_range: MADE_WEEK };
  const trigger = triggerOf(id, world.callbacks.url(`/${id}`), "t".repeat(40), parameters);
  return world.pipelines.post<TriggerAnswer>(`/run_templates/${ref}/runs`, trigger, { "idempotency-key": id });
}
const versionOf = async (...asked: Parameters<typeof start>) => (await start(...asked)).body.template.version;

test("two runs around a move of a tag are of two versions, and the move is written down with its reason", async () => {
  expect(await versionOf("what-shipped:production")).toBe(1);
  const { body } = await house.move("production", { from: 1, to: 2, reason: "Plain is better." });
  expect(await versionOf("what-shipped")).toBe(2);
  expect(await versionOf("what-shipped@1")).toBe(1);

  expect(body.moves[0]).toMatchObject({ tag: "production", from: 1, to: 2, by: "Mira", reason: "Plain is better." });
  const back = await house.move("production", { from: 2, to: 1, reason: "No, it is not." });
  expect(back.body.tags).toMatchObject([{ tag: "production", version: 1 }]);
});

test("a request that is tried again after a tag has moved finds its first run", async () => {
  const id = request();
  const first = (await start("what-shipped", id)).body;
  await house.move("production", { from: 1, to: 3 });
  const again = await start("what-shipped", id);
  await house.move("production", { from: 3, to: 1 });

  expect([again.status, again.body]).toEqual([202, first]);
  expectProblem(await start("what-shipped@2", id), 422, "invalid");
});

test("a request that is tried again after its tag is gone finds its first run all the same", async () => {
  const id = request();
  await house.move("once", { from: null, to: 2 });
  const first = (await start("what-shipped:once", id)).body;
  const away = { from: 2, reason: "Done.", by: "Mira" };
  expect((await world.pipelines.post("/run_templates/what-shipped/tags/once/removal", away)).status).toBe(200);

  const again = await start("what-shipped:once", id);
  expect([again.status, again.body.run_id, first.template.version]).toEqual([202, first.run_id, 2]);
  expectProblem(await start("what-shipped:once"), 404, "not_found");
});

test("of two people who move a tag at once one is told by whom it was moved, and how", async () => {
  const moves = await Promise.all(
    [2, 3].map((to) => house.move("customers", { from: null, to, by: `P${to}`, reason: "Mine." })),
  );
  expect(moves.map(({ status }) => status).sort()).toEqual([200, 409]);
  const { tags } = await house.history();
  const { version } = tags.find(({ tag }) => tag === "customers")!;
  const problem = expectProblem(
    moves.find(({ status }) => status === 409)!,
    409,
    "conflict",
  );
  expect(problem.detail).toBe(`P${version} moved customers to version ${version} meanwhile: “Mine.”`);
});

test("a tag goes with a reason, production never", async () => {
  const { tags } = await house.history();
  const { version: from } = tags.find(({ tag }) => tag === "customers")!;
  const away = (tag: string, seen: number) =>
    world.pipelines.post(`/run_templates/what-shipped/tags/${tag}/removal`, {
      from: seen,
      reason: "Done.",
      by: "Mira",
    });

  expectProblem(await away("production", 1), 422, "invalid");
  expectProblem(await away("customers", 99), 409, "conflict");
  expect((await away("customers", from)).status).toBe(200);
  const { moves } = await house.history();
  expect(moves[0]).toMatchObject({ tag: "customers", from, to: null, reason: "Done." });
});

test.each<[string, string, object]>([
  ["a version that is not there", "production", { from: 1, to: 99 }],
  ["no reason", "production", { from: 1, to: 2, reason: " " }],
  ["a share of anything but the canary", "production", { from: 1, to: 2, share: 10 }],
  ["a share of everything", "canary", { from: null, to: 2, share: 100 }],
  ["a name that is none", "Prod%20uction", { from: null, to: 2 }],
  ["where it is already", "production", { from: 1, to: 1 }],
])("a move to %s is refused, and nothing moves", async (_what, tag, asked) => {
  const before = await house.history();
  const { status } = await house.move(tag, asked as never);
  expect([404, 422]).toContain(status);
  const { tags, moves } = await house.history();
  expect({ tags, moves }).toEqual({ tags: before.tags, moves: before.moves });
});

/** Ids of requests, in the canary's share of ten or not. */
function idsOf(count: number, isIn: boolean): string[] {
  const ids: string[] = [];
  while (ids.length < count) {
    const id = randomUUID();
    if (hundredthOf(id) < 10 === isIn) ids.push(id);
  }
  return ids;
}

test("the canary gets its share of what asks for production, and each request always the same", async () => {
  await house.move("canary", { from: null, to: 3, share: 10 });
  const [inside = "", outside = ""] = [...idsOf(1, true), ...idsOf(1, false)];

  expect(await versionOf("what-shipped", inside)).toBe(3);
  expect(await versionOf("what-shipped", inside)).toBe(3);
  expect(await versionOf("what-shipped:production", outside)).toBe(1);
  expect(await versionOf("what-shipped@1", idsOf(1, true)[0])).toBe(1);
  const hundred = Array.from({ length: 5_000 }, () => hundredthOf(randomUUID())).filter((at) => at < 10).length;
  expect(hundred / 5_000).toBeGreaterThan(0.07);
  expect(hundred / 5_000).toBeLessThan(0.13);
});

test("a canary whose runs fail gets no more of them, and the history says why", async () => {
  const failed = async (id: string) => {
    const { body } = await start("what-shipped", id, "acme/gone");
    await world.pipelines.runIs(body.run_id, "failed", ({ state }) => state === "failed");
    return body.template.version;
  };
  const [first = "", second = "", third = "", fourth = ""] = idsOf(4, true);
  expect([await failed(first), await failed(second)]).toEqual([3, 3]);
  expect((await house.history()).tags.find(({ tag }) => tag === "canary")).toMatchObject({ share: 10 });
  expect([await failed(third), await versionOf("what-shipped", fourth)]).toEqual([3, 1]);

  const { tags, moves } = await house.history();
  expect(tags.find(({ tag }) => tag === "canary")).toMatchObject({ version: 3, share: null, moved_by: "Pulse" });
  expect(moves[0]).toMatchObject({
    tag: "canary",
    from: 3,
    to: 3,
    reason: "Its last 3 runs failed, so it gets no more.",
  });
});
