import type { PartPayload } from "../../db/app/tables.ts";

/** What a part says, as Slack's markdown. */
export const markdownOf = ({ blocks }: PartPayload): string => {
  // Safe: render.ts puts the markdown block first, in every part.
  const [first] = blocks as { text: string }[];
  return first?.text ?? "";
};
