import type { Failure } from "./failure.ts";

/** What is no answer of GitHub's, though somebody sent it. */
export class StrangeAnswer extends Error {
  override readonly name = "StrangeAnswer";
  /** `broken_off`: the beginning of one. `foreign`: something else. */
  readonly code: Extract<Failure["code"], "broken_off" | "foreign">;

  private constructor(code: StrangeAnswer["code"], message: string) {
    super(message);
    this.code = code;
  }

  /** @param data As Octokit hands it out: JSON that it could not read stays text, and a connection that ended leaves "". */
  static of(data: unknown): StrangeAnswer {
    if (isPage(data)) return new StrangeAnswer("foreign", "a web page");
    if (data === "" || data === undefined) return new StrangeAnswer("broken_off", "nothing");
    if (typeof data !== "string") return new StrangeAnswer("foreign", "something of another form");
    return isHalf(data) ? new StrangeAnswer("broken_off", "half an answer") : new StrangeAnswer("foreign", "a text");
  }
}

/** HTML, whatever it calls itself. */
export function isPage(data: unknown): boolean {
  return typeof data === "string" && /^\s*</.test(data);
}

/** It begins as JSON, and does not end as that. */
function isHalf(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
