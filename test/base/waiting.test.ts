import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sayingWhy } from "../../base/waiting.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("who waits says why soon, again when the reason is another one, and every half a minute", () => {
  const said: string[] = [];
  const waiting = sayingWhy((reason) => void said.push(reason));
  const for_ = (seconds: number, reason: string) => {
    for (let tenths = 0; tenths < seconds * 10; tenths += 1) {
      waiting(reason);
      vi.advanceTimersByTime(100);
    }
  };

  for_(0.9, "no server");
  expect(said).toEqual([]);
  for_(10, "no server");
  for_(10, "not prepared");
  expect(said).toEqual(["no server", "not prepared"]);
  for_(60, "not prepared");
  expect(said).toEqual(["no server", "not prepared", "not prepared", "not prepared"]);
});
