/** `owner/repo` as tools ask for it. */
export function ownerAndName(repo: string): { owner: string; repo: string } {
  const [owner = "", name = ""] = repo.split("/");
  return { owner, repo: name };
}
