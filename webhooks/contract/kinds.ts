/** What an item tells of, in the order in which people look for it. */
export const itemKinds = [
  "breaking",
  "security",
  "feature",
  "improvement",
  "performance",
  "fix",
  "docs",
  "internal",
  "rolled_back",
] as const;
export type ItemKind = (typeof itemKinds)[number];

/** Who wrote a pull request: a coding agent is told like a person, the others make what no person thought of. */
export const authorKinds = ["human", "coding_agent", "dependency_bot", "release_bot", "bot"] as const;
export type AuthorKind = (typeof authorKinds)[number];
