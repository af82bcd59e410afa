/** `owner/repo` as tools ask for it. */
export function placeOf(repo: string): { owner: string; repo: string } {
  const [owner = "", name = ""] = repo.split("/");
  return { owner, repo: name };
}
