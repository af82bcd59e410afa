import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { Problem } from "../../webhooks/contract/problem.ts";
import { fileProblem, whyNot } from "./file-problem.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * The text of a plain file, however it changes meanwhile.
 *
 * @param most "6,000 characters": what more than `mostBytes` is more than.
 * @throws {Problem} `bad_request`
 */
export function readFileText(path: string, mostBytes: number, most: string): string {
  const file = opened(path);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw fileProblem(path, "is no plain file", "Take it away.");
    if (found.size > mostBytes) {
      const says = `has ${found.size.toLocaleString("en")} bytes; it may have ${most}`;
      throw fileProblem(path, says, "Shorten it.");
    }
    return textOf(path, readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** Neither a link nor a pipe that somebody put there since it was listed. */
function opened(path: string): number {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    throw fileProblem(path, `cannot be read (${whyNot(cause)})`, "Look at it, then try again.", cause);
  }
}

function textOf(path: string, bytes: Buffer): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw fileProblem(path, "is not UTF-8", "Save it as UTF-8.", cause);
  }
  if (!text.includes("\0")) return text;
  throw new Problem("bad_request", `${path} has a null character in it.`, "Save it as text.");
}
