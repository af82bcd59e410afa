import { expect, test, vi } from "vitest";
import { readiness, type Dependency, type Found } from "../../base/readiness.ts";
import type { Log } from "../../base/log.ts";

const ok: Found = { state: "ok", says: "It answers." };
const log = () => ({ warn: vi.fn(), info: vi.fn() }) as unknown as Log;
const dependency = (look: () => Promise<Found>, needed = false, keepMs = 60_000): Dependency => ({
  needed,
  keepMs,
  look,
});

test("each dependency is told apart, and only one that is needed makes a process not ready", async () => {
  const look = readiness(
    {
      database: dependency(async () => ok, true),
      slack: dependency(async () => ({ state: "down", says: "Slack does not answer.", detail: "at 10.0.0.7" })),
      model: dependency(async () => ({ state: "off", says: "None is set up." })),
    },
    log(),
  );

  expect(await look()).toEqual({
    status: 200,
    body: {
      ok: false,
      ready: true,
      dependencies: {
        database: { ...ok, needed: true },
        slack: { state: "down", says: "Slack does not answer.", needed: false },
        model: { state: "off", says: "None is set up.", needed: false },
      },
    },
  });
  const without = readiness({ database: dependency(() => Promise.reject(new Error("gone")), true) }, log());
  expect(await without()).toMatchObject({ status: 503, body: { ok: false, ready: false } });
});

test("whoever asks often does not make it ask others often, and one that hangs is asked once and waited for no longer", async () => {
  const [quick, hanging] = [vi.fn(async () => ok), vi.fn(() => new Promise<Found>(() => undefined))];
  const look = readiness({ quick: dependency(quick), hanging: dependency(hanging, true, 0) }, log());
  const began = performance.now();

  const answers = await Promise.all(Array.from({ length: 50 }, look));
  await look();

  expect(performance.now() - began).toBeLessThan(30_000);
  expect(answers.every(({ status }) => status === 503)).toBe(true);
  expect(answers[0]!.body.dependencies["hanging"]?.says).toBe("No answer within 2 s.");
  expect([quick.mock.calls.length, hanging.mock.calls.length]).toEqual([1, 1]);
});

test("the log hears once that something went and once that it is back, with what strangers are not told", async () => {
  const found: Found[] = [
    ok,
    { state: "down", says: "Gone.", detail: "at 10.0.0.7" },
    { state: "down", says: "Gone." },
    ok,
  ];
  const heard = log();
  const look = readiness({ slack: dependency(async () => found.shift() ?? ok, false, 0) }, heard);

  for (let round = 0; round < 5; round += 1) await look();

  expect(heard.warn).toHaveBeenCalledExactlyOnceWith(
    { dependency: "slack", says: "Gone.", detail: "at 10.0.0.7" },
    "a dependency is away",
  );
  expect(heard.info).toHaveBeenCalledExactlyOnceWith({ dependency: "slack" }, "a dependency is back");
});
