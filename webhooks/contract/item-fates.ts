/** What became of one item of a text in another one. */
export const fates = ["kept", "moved", "edited", "removed", "added"] as const;
export type ItemFate = (typeof fates)[number];
