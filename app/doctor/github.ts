import { type PartLook, sayings } from "./found.ts";

const { ok, warn } = sayings("github");

/** The same question as Test on the page of connections. */
export const lookAtGithub: PartLook = async ({ pipelines, settings }) => {
  const { repositories, notes } = await pipelines.repositories();
  const many = repositories.length;
  const demo = settings.parts.github === "demo" ? "Demo GitHub: " : "";
  const says = `${demo}${many} ${many === 1 ? "repository" : "repositories"} can be read.`;
  if (many === 0) return [warn(says, "Give GITHUB_TOKEN read access to pull requests of the repositories.")];
  return [ok(says), ...notes.map((note) => ok(note))];
};
