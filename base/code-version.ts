import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ownRelease } from "./own-release.ts";

/** Which code runs here. Null: nobody knows. */
export type CodeVersion = {
  /** The package's version. */
  release: string;
  /** 40 hexadecimal digits. */
  commit: string | null;
  /** Whether files that git has differ from that commit. */
  dirty: boolean | null;
};

const ROOT = join(import.meta.dirname, "..");
const GIT_MS = 5_000;
const run = promisify(execFile);

/** @param told The commit as the environment names it, where there is no checkout: an image has none. */
export async function codeVersion(told: string | undefined): Promise<CodeVersion> {
  const release = ownRelease();
  if (told) return { release, commit: told, dirty: null };
  // A folder above that happens to be a repository says nothing of ours.
  const [top, commit, changed] = await Promise.all([
    git("rev-parse", "--show-prefix"),
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
  ]);
  return top === ""
    ? { release, commit, dirty: changed === null ? null : changed !== "" }
    : { release, commit: null, dirty: null };
}

async function git(...args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run("git", args, { cwd: ROOT, timeout: GIT_MS });
    return stdout.trim();
  } catch {
    return null;
  }
}
