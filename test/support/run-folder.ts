import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { throwAwayFolder, type ThrowAwayFolder } from "../../base/throw-away-folder.ts";
import { processes } from "./processes.ts";

/** What we and our browser put into a temporary folder. */
const OURS = /^(pulse|demo|playwright)[-_]/;

/**
 * One folder for everything that this run leaves in the temporary one: the workers, and every process that they start, have it as
 * theirs. It ends with the run. What lies outside it in the end was put there by a process that lost its TMPDIR.
 */
export default function setup(): () => Promise<void> {
  const before = process.env["TMPDIR"];
  const places = [...new Set([tmpdir(), "/tmp"])].filter((place) => existsSync(place));
  const known = new Set(places.flatMap(entries));
  const shared = isAnotherAtWork();
  const folder = throwAwayFolder("pulse-test");
  process.env["TMPDIR"] = folder.path;
  return async () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await gone(folder);
    const left = places.flatMap(entries).filter((path) => !known.has(path));
    if (left.length === 0) return;
    if (shared || isAnotherAtWork()) return void process.stdout.write(`Another Pulse runs here and made ${left}.\n`);
    throw new Error(
      `The tests left ${left}. Whoever made it must have the TMPDIR of this run, or remove what it makes.`,
    );
  };
}

const LAST_WORDS_MS = 250;

/** A worker that just ends may still write down what Node compiled in it: the folder is gone when it stays so. */
async function gone({ path, remove }: ThrowAwayFolder): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    remove();
    await new Promise((done) => setTimeout(done, LAST_WORDS_MS));
    if (!existsSync(path)) return;
  }
}

const entries = (place: string): string[] =>
  readdirSync(place).flatMap((name) => (OURS.test(name) ? [join(place, name)] : []));

/** Whose folders they are cannot be told then: another one's may come and go. Elsewhere than on Linux nobody is seen. */
function isAnotherAtWork(): boolean {
  if (!existsSync("/proc/self/cmdline")) return false;
  return processes().some(({ command }) => /\bpostgres -D \S+ -k /.test(command));
}
