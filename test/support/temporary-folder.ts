import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export type TemporaryFolder = { path: string; remove: () => void };

/**
 * A folder for a test. Whatever becomes of the test, it goes with the folder of the run that it is in.
 *
 * @throws {Error} outside that one: there it would stay.
 */
export function temporaryFolder(kind: string): TemporaryFolder {
  if (!basename(tmpdir()).startsWith("pulse-test-")) {
    throw new Error(`${tmpdir()} is not the folder of this run. Keep TMPDIR as test/support/run-folder.ts set it.`);
  }
  const path = mkdtempSync(join(tmpdir(), `${kind}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
