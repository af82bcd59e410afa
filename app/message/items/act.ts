import { GonePiece, type Act, type ActContext, type DoneAct } from "./acts.ts";
import { nameOf } from "./label.ts";
import { merge } from "./merge.ts";
import { moveBy, moveTo } from "./move.ts";
import { readOutline, writeOutline, type TextPiece } from "./outline.ts";
import { without } from "./place.ts";
import { putBack } from "./put-back.ts";
import { rewrite } from "./rewrite.ts";

/** `name`: "Moved #12 up". `key`: the piece that is in hand now; "" for none. */
type Acted = { markdown: string; name: string; key: string };

/**
 * The same text with one act done. Pure: what is not in hand stays, to the letter.
 *
 * @throws {GonePiece} when there is no such piece; {Problem} `invalid` for what it cannot do, with what can be done instead.
 */
export function doAct(markdown: string, act: Act, context: ActContext): Acted {
  const { pieces, hand, name } = done(readOutline(markdown, context.sources), act, context);
  const text = writeOutline(pieces);
  const at = pieces.findIndex(({ key }) => key === hand);
  return { markdown: text, name, key: readOutline(text, context.sources)[at]?.key ?? "" };
}

function done(pieces: readonly TextPiece[], act: Act, context: ActContext): DoneAct {
  if (act.act === "put_back") return putBack(pieces, act, context);
  const piece = pieces.find(({ key }) => key === act.key);
  if (!piece) throw new GonePiece();
  switch (act.act) {
    case "rewrite":
      return rewrite(pieces, piece, act.words, context);
    case "leave_out":
      return { pieces: without(pieces, piece.key), hand: afterIt(pieces, piece), name: `Left out ${nameOf(piece)}` };
    case "up":
    case "down":
      return moveBy(pieces, piece, act.act);
    case "move":
      return moveTo(pieces, piece, act);
    case "merge":
      return merge(pieces, piece, context.sources);
  }
}

const afterIt = (pieces: readonly TextPiece[], piece: TextPiece): string =>
  pieces[pieces.indexOf(piece) + 1]?.key ?? "";
