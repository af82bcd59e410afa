import type { z } from "zod";

/** `<name-NONCE>` … `</name-NONCE>`. Inside there is JSON whose `<` is escaped, so nothing in it can close a section or open one. */
const SECTION = /<(task|evidence|items|wishes|feedback|context)-([0-9a-f]{16})>([^<]*)<\/\1-\2>/g;

export type Sections = { nonce: string; lines: Map<string, string[]> };

/** What cannot be read as the conversation's format says. Its message is for whoever wrote the prompt. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** The sections under the mark of the first task, each the first of its name; null: there is no task. */
export function readSections(message: string): Sections | null {
  const found = [...message.matchAll(SECTION)];
  const nonce = found.find(([, name]) => name === "task")?.[2];
  if (nonce === undefined) return null;
  const lines = new Map<string, string[]>();
  for (const [, name = "", mark, content = ""] of found) {
    if (mark !== nonce || lines.has(name)) continue;
    lines.set(
      name,
      content.split("\n").filter((line) => line.trim() !== ""),
    );
  }
  return { nonce, lines };
}

/** A message without its sections: the words around the data. */
export function outsideSections(message: string): string {
  return message.replace(SECTION, "");
}

/** @throws {Unreadable} naming the line. */
export function readLines<S extends z.ZodType>({ lines }: Sections, name: string, schema: S): z.infer<S>[] {
  return (lines.get(name) ?? []).map((line, index) => {
    const read = schema.safeParse(jsonOf(line));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const where = [name, `line ${index + 1}`, ...(issue?.path ?? [])].join(", ");
    throw new Unreadable(`${where}: ${issue?.message ?? "not readable"}`);
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
