/*
 * A skill is what operators add to a template's prompts: markdown under a name of its own. It may begin with a header that says for
 * which jobs it is; without one it is for all of them.
 *
 *     ---
 *     for: writing, opening
 *     ---
 *     Short sentences. Present tense, active voice.
 */

/** `writing`: the items; `opening`: the sentences above them; `wording`: one item in other words. */
export const skillJobs = ["writing", "opening", "wording"] as const;
export type SkillJob = (typeof skillJobs)[number];

/** Also the name of its file: one word, so that it leads nowhere. */
export const SKILL_NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

type ReadSkill = { jobs: readonly SkillJob[]; text: string };

const EDGE = "---";

/** @returns What is wrong with it, in words, where it cannot be read. */
export function readSkill(markdown: string): ReadSkill | { because: string } {
  const lines = markdown.split("\n");
  if (lines[0]?.trim() !== EDGE) return filled({ jobs: skillJobs, text: markdown.trim() });
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === EDGE);
  if (end < 0) return { because: "its header has no end: a line --- is missing" };
  const text = lines
    .slice(end + 1)
    .join("\n")
    .trim();
  let jobs: readonly SkillJob[] = skillJobs;
  for (const line of lines.slice(1, end)) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const key = line.slice(0, colon).trim();
    if (colon < 0 || key !== "for")
      return { because: `its header has “${line.trim().slice(0, 40)}”, and only “for:” means something` };
    const named = line
      .slice(colon + 1)
      .split(",")
      .map((job) => job.trim());
    const strange = named.find((job) => !skillJobs.some((one) => one === job));
    if (strange !== undefined)
      return { because: `it is for “${strange.slice(0, 40)}”, and there is ${skillJobs.join(", ")}` };
    jobs = skillJobs.filter((job) => named.includes(job));
  }
  return filled({ jobs, text });
}

function filled(skill: ReadSkill): ReadSkill | { because: string } {
  return skill.text === "" ? { because: "it is empty" } : skill;
}
