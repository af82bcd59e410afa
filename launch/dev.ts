import type { Child } from "../base/spawn-child.ts";
import { isUsedBy, watchRooms } from "./watch.ts";

export type Program = { name: string; script: string; child: Pick<Child, "again"> };

type Dev = {
  /** For whoever starts this program: what ends before it is up waits here for a change. */
  whenMended: (name: string, script: string) => () => Promise<void>;
};

/**
 * `npm run dev`: a changed file starts the programs again that use it.
 *
 * @param prepare Brings the database to what the code says now; the server itself goes on.
 */
export function startDev(root: string, programs: readonly Program[], prepare: () => Promise<void>): Dev {
  const broken = new Map<string, () => void>();
  watchRooms(root, (files) => void changed(files));
  return {
    whenMended: (name, script) => () => {
      const mended = new Promise<void>((now) => broken.set(script, now));
      say(`${name} did not start. It is tried again at the next change.`);
      return mended;
    },
  };

  async function changed(files: string[]): Promise<void> {
    const using = programs.filter(({ script }) => files.some(isUsedBy(root, script)));
    // What is broken may have become so by a file that nobody imports any more.
    const again = [...new Set([...using, ...programs.filter(({ script }) => broken.has(script))])];
    const names = again.map(({ name }) => name);
    const only = files.length > 3 ? `${files.length} files` : files.join(", ");
    if (files.every((file) => file.startsWith("launch/")))
      say(`${only} is read at a start alone: Ctrl-C, npm run dev.`);
    if (names.length === 0) return;
    say(`${only} changed: ${names.join(", ")} ${names.length > 1 ? "start" : "starts"} again.`);
    if (files.some((file) => file.startsWith("db/"))) await prepare();
    await Promise.all(again.map(restarted));
  }

  async function restarted({ script, child }: Program): Promise<void> {
    const mended = broken.get(script);
    broken.delete(script);
    if (mended) mended();
    else await child.again();
  }
}

function say(words: string): void {
  process.stdout.write(`  ${words}\n`);
}
