import { Problem } from "../../../webhooks/contract/problem.ts";
import { PRODUCTION } from "../../../webhooks/contract/template-ref.ts";
import type { TagMove } from "../../../webhooks/contract/templates.ts";
import { onOneLine } from "../../say.ts";
import type { Command } from "../command.ts";
import { movedAnswer, placeOfTag } from "./tag.ts";

export const templateRollback: Command = {
  name: "template rollback",
  words: ["NAME", "[TAG]"],
  about: "Moves a tag back to where it came from; production where none is named",
  options: { reason: { type: "string", value: "TEXT", about: "why, for whoever looks later" } },
  more: "Once more goes back further.",
  async work(pulse, [name = "", tag = PRODUCTION], { reason }) {
    const history = await pulse.templates.history(name);
    const now = placeOfTag(history, tag);
    const back = cameFrom(history.moves.filter((one) => one.tag === tag));
    if (now === null || back === null) {
      const message =
        now === null ? `${name} has no tag ${onOneLine(tag)}.` : `${onOneLine(tag)} came from nowhere else.`;
      throw new Problem("conflict", message, `Move it yourself: pulse template tag ${name} ${onOneLine(tag)} VERSION.`);
    }
    const { to, share } = back;
    const said = typeof reason === "string" ? reason : `Back from version ${now}.`;
    await pulse.templates.moveTag(name, tag, { from: now, to, share, reason: said });
    return movedAnswer(name, tag, now, to, share);
  },
};

type Place = { to: number; share: number | null };

/**
 * Where a tag stood before it came to where it is; a move back takes the way there off, so that going back twice goes further and not
 * to and fro.
 *
 * @param moves The newest first.
 */
function cameFrom(moves: readonly TagMove[]): Place | null {
  const way: Place[] = [];
  for (const { from, to, share } of moves.toReversed()) {
    if (to === null) way.length = 0;
    else {
      // The oldest that is known may have a place before it.
      if (way.length === 0 && from !== null) way.push({ to: from, share: null });
      if (way.at(-2)?.to === to) way.pop();
      else if (way.at(-1)?.to !== to) way.push({ to, share });
    }
  }
  return way.at(-2) ?? null;
}
