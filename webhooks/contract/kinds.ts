/** What a change may be told as that was merged, in the order in which people look for it. */
export const mergedKinds = [
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
export type MergedKind = (typeof mergedKinds)[number];

/** What is to come: merged and in no release yet, asked for, or still a draft. No rule and no person says that, but the evidence. */
const toCome = ["coming", "planned", "drafted"] as const;

/** What an item tells of. */
export const itemKinds = [...mergedKinds, ...toCome] as const;
export type ItemKind = (typeof itemKinds)[number];

export const isToCome = (kind: ItemKind): boolean => toCome.some((one) => one === kind);
export const isMerged = (kind: ItemKind): kind is MergedKind => !isToCome(kind);

/** Who wrote a pull request: a coding agent is told like a person, the others make what no person thought of. */
export const authorKinds = ["human", "coding_agent", "dependency_bot", "release_bot", "bot"] as const;
export type AuthorKind = (typeof authorKinds)[number];
