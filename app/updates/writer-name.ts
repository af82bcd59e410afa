import type { ShownRevision } from "../../db/app/revisions.ts";

/** In the middle of a sentence: "changed by the checks". */
export const CHECKS = "the checks";

/** Whose words a revision is. */
export const writerName = ({ author_name, taken_from }: Pick<ShownRevision, "author_name" | "taken_from">): string =>
  author_name ?? (taken_from === null ? "Pulse" : CHECKS);
