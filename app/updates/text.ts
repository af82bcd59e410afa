import type { Revision } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { requireFitting } from "../../webhooks/contract/text-limit.ts";

export type Text = { markdown: string; digest: string };

/**
 * A text as it is stored, with its digest: SHA-256 of the UTF-8 bytes after NFC and LF. Nothing else computes it.
 *
 * @throws {Problem} `invalid` when there is nothing in it, or too much.
 */
export function textOf(raw: string): Text {
  requireFitting(raw);
  const markdown = normalise(raw);
  if (markdown === "") throw new Problem("invalid", "The text is empty.", "Write something, or reject the update.");
  // Once more: some letters are longer in NFC.
  requireFitting(markdown);
  return { markdown, digest: sha256(markdown) };
}

/** A revision, or what somebody has typed on top of it. */
export type Newest = Pick<Revision, "number" | "markdown" | "written_by">;

/** Someone else saved in the meantime: both texts are here, so that nothing is lost. */
export class StaleText extends Problem {
  readonly newest: Newest;
  readonly yours: string;

  constructor(newest: Newest, yours: string) {
    super("conflict", "Somebody saved a newer text while you were writing.", "Compare the two and save again.");
    this.newest = newest;
    this.yours = yours;
  }
}
