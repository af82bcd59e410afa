import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Where code is; templates and styles are read by whoever draws a page. */
const ROOMS = ["api", "app", "base", "db", "demo", "launch", "pipelines", "webhooks"];
/** An editor writes a file in several steps, and a change is often of several files. */
const TOGETHER_MS = 100;

/** Calls back with the files that were changed together, by their paths from the root. */
export function watchRooms(root: string, changed: (files: string[]) => void): void {
  const waiting = new Set<string>();
  for (const room of ROOMS) {
    watch(join(root, room), { recursive: true }, (_event, name) => {
      if (!name || /(?:^|\/)\.|~$/.test(name)) return;
      if (waiting.size === 0) setTimeout(tell, TOGETHER_MS);
      waiting.add(posix.join(room, name.replaceAll("\\", "/")));
    });
  }

  function tell(): void {
    const files = [...waiting].sort();
    waiting.clear();
    changed(files);
  }
}

/** Whether a program runs with this file: one that it imports, or one that is no code and lies nearest to code of its. */
export function isUsedBy(root: string, script: string): (file: string) => boolean {
  const used = usedBy(root, script);
  const folders = new Set([...used].map((file) => dirname(file)));
  return (file) => {
    if (/\.[jt]s$/.test(file)) return used.has(file);
    let folder = dirname(file);
    while (folder !== "." && !holdsCode(root, folder)) folder = dirname(folder);
    return folders.has(folder);
  };
}

/** Files name each other by relative paths: what is imported, and what is started as a thread or a process. */
function usedBy(root: string, script: string): Set<string> {
  const used = new Set([script]);
  for (const file of used) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, name = ""] of text.matchAll(/"([\w./-]+\.[jt]s)"/g)) {
      const target = posix.join(posix.dirname(file), name);
      if (existsSync(join(root, target))) used.add(target);
    }
  }
  return used;
}

function holdsCode(root: string, folder: string): boolean {
  const path = join(root, folder);
  return existsSync(path) && readdirSync(path).some((name) => /\.[jt]s$/.test(name));
}
