import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";
import { PATIENCE_MS, TEST_MS } from "./test/support/until.ts";

const RULES = "test/architecture.test.ts";
const patience = {
  testTimeout: TEST_MS,
  hookTimeout: TEST_MS,
  teardownTimeout: 60_000,
  expect: { poll: { timeout: PATIENCE_MS } },
};

/** Two projects, so that `npm run check` holds the rules without starting a database. */
export default defineConfig({
  test: {
    pool: "forks",
    // Files that share a process share what it has imported: a sixth of the suite's time. None of them changes a module's state.
    isolate: false,
    // Two more than the cores that CI has: the tests that kill processes mostly wait for others to notice.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      // A sentence that says what to do is of no use when it is cut.
      { test: { ...patience, name: "rules", include: [RULES], chaiConfig: { truncateThreshold: 0 } } },
      {
        test: {
          ...patience,
          name: "house",
          include: ["test/**/*.test.ts"],
          exclude: [RULES],
          globalSetup: ["test/support/run-folder.ts", "test/support/postgres.ts"],
        },
      },
    ],
  },
});
