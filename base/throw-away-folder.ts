import { spawn } from "node:child_process";
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Removes the folder once our end of its input closes without a word, which even kill -9 of us does. Whatever we started may need
 * some seconds to end, and writes until then: it looks again.
 */
const GUARD = 'read _ && exit; for _ in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$0"; sleep 1; done';

export type ThrowAwayFolder = { path: string; remove: () => void };

/**
 * A folder that ends with this process, however it ends. Folders of the same kind whose process is gone
 * (the machine went down) are removed first.
 *
 * @param kind Begins its name; then come our process id and something random.
 * @param parent Where it is made; the temporary folder.
 */
export function throwAwayFolder(kind: string, parent = tmpdir()): ThrowAwayFolder {
  removeForsaken(kind, parent);
  const path = mkdtempSync(join(parent, `${kind}-${process.pid}-`));
  // As root the database runs as another user, who has to walk through it.
  if (process.getuid?.() === 0) chmodSync(path, 0o755);
  const guard = spawn("/bin/sh", ["-c", GUARD, path], {
    env: { PATH: process.env["PATH"] },
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  });
  guard.on("error", () => undefined);
  guard.stdin.on("error", () => undefined);
  guard.unref();
  // Safe: the input of a process that was just started is a socket, which a process can end without.
  (guard.stdin as unknown as { unref: () => void }).unref();
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      guard.stdin.end("done\n");
    },
  };
}

function removeForsaken(kind: string, parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${kind}-`)) continue;
    const pid = Number(/^(\d+)-/.exec(name.slice(kind.length + 1))?.[1]);
    const path = join(parent, name);
    if (pid && !isAlive(pid) && isOurFolder(path)) rmSync(path, { recursive: true, force: true });
  }
}

function isOurFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process lives, too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
