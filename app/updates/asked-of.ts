import type { Update } from "../../db/app/tables.ts";

/** Whom somebody chose to ask for their approval, by id; none: everybody who may, or nobody asked. */
export const askedOf = ({ review_requested_at, review_asked }: Pick<Update, "review_requested_at" | "review_asked">) =>
  review_requested_at ? review_asked : [];
