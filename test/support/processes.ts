import { readdirSync, readFileSync } from "node:fs";

type Process = { pid: number; parent: number; command: string };

/** What runs on this machine now, zombies left out. @source proc(5); Linux only. */
export function processes(): Process[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
}

function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in parentheses and may hold anything, these too.
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return state === "Z" ? undefined : { pid, parent: Number(parent), command };
  } catch {
    // It ended while we looked.
    return undefined;
  }
}

/** A process with all that it started. */
export function familyOf(pid: number): Process[] {
  const all = processes();
  const family = all.filter((one) => one.pid === pid);
  // An array's iterator goes on over what is added meanwhile.
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

/** Those of them that still run. A pid that another command took over is not one of them. */
export function survivors(family: readonly Process[]): Process[] {
  return family.filter(({ pid, command }) => processOf(pid)?.command === command);
}

export function environmentOf(pid: number): Record<string, string> {
  const pairs = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
