import { HEAD_FILE } from "./list-files.ts";

const FOLDERS = { prompt: "prompts", prompts: "prompts", skill: "skills", skills: "skills" } as const;

/** Where something of a template stands, as a file: of `prompts.voice`, or `skill terms` as differences name it. */
export function placeOfPart(part: string): string {
  const { of = "", name = "" } = /^(?<of>prompts?|skills?)[. ](?<name>.+)$/s.exec(part)?.groups ?? {};
  // Safe: the expression takes no other.
  if (name !== "") return `${FOLDERS[of as keyof typeof FOLDERS]}/${name}.md`;
  return part === "" ? HEAD_FILE : `${HEAD_FILE}, ${part}`;
}
