import type { PullRequestDiff } from "./tools.ts";

/** A file of a diff. `hunks`: each from its `@@` on, without a line feed at the end; none for binary files and for mere renames. */
export type DiffFile = { path: string; additions: number; deletions: number; hunks: string[] };

/**
 * Reads a diff into its files. Only line feeds part lines here: a line of somebody's code begins with a blank, `+`, `-` or `\`, so
 * none can pass for a head. Of a diff that is cut, the last line is left out, for nobody knows how it went on.
 */
export function filesOf({ text, isCut }: PullRequestDiff): DiffFile[] {
  const whole = isCut ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  const [, ...parts] = `\n${whole}`.split("\ndiff --git ");
  return parts.map(fileOf);
}

function fileOf(part: string): DiffFile {
  const [head = "", ...hunks] = part.replace(/\n$/, "").split("\n@@ ");
  const lines = hunks.flatMap((hunk) => hunk.split("\n").slice(1));
  return {
    path: pathIn(head.split("\n")),
    additions: lines.filter((line) => line.startsWith("+")).length,
    deletions: lines.filter((line) => line.startsWith("-")).length,
    hunks: hunks.map((hunk) => `@@ ${hunk}`),
  };
}

/** The name after the change, or before it where the file is gone. */
function pathIn([names = "", ...more]: string[]): string {
  const after = valueOf("+++ ", more) ?? valueOf("rename to ", more);
  if (after !== undefined && after !== "/dev/null") return plain(after);
  const before = valueOf("--- ", more);
  if (before !== undefined && before !== "/dev/null") return plain(before);
  // Binary and empty files have only `a/name b/name`, twice the same.
  return plain(names.slice((names.length + 1) / 2));
}

function valueOf(name: string, lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith(name))?.slice(name.length);
}

/** Git puts a tab after names with blanks, and quotes what is not ASCII as bytes in octal. @source git-diff, "core.quotePath". */
function plain(name: string): string {
  const bare = name.replace(/\t$/, "");
  const quoted = /^"(.*)"$/s.exec(bare)?.[1];
  return (quoted === undefined ? bare : unquoted(quoted)).replace(/^[ab]\//, "");
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t" };

function unquoted(text: string): string {
  const bytes = text.replace(/\\(?:([0-7]{3})|(.))/gs, (_, octal: string | undefined, letter: string) =>
    octal === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
