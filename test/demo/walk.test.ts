import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Outcome } from "../../demo/walk/outcome.ts";
import { machineEnv } from "../support/machine.ts";

const WALK = join(import.meta.dirname, "../../demo/walk.ts");

test("the whole job is done once in the terminal, from nothing to a message in the channel", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [WALK, "--json"], { env: machineEnv() });
  // Safe: what the program prints is of this type, and what matters of it is looked at.
  const { status, problem, posted, prs, timeframe } = JSON.parse(stdout) as Outcome;

  expect({ status, problem }).toEqual({ status: "posted", problem: null });
  expect(posted).toMatchObject({ parts: 1 });
  expect(prs.cited).toBeGreaterThan(0);
  expect(prs.cited + prs.grouped + prs.omitted + prs.cancelled).toBe(prs.in_window);
  const days = (Date.parse(timeframe?.until ?? "") - Date.parse(timeframe?.since ?? "")) / 86_400_000;
  expect(days).toBe(7);
});
