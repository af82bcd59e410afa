import { z } from "zod";
import { objectAtStart } from "../../../base/json-in-text.ts";
import { ARGUMENT_BOUNDS } from "../chat.ts";

const words = z.string().nullish().catch(null);
/** A piece of a tool call. `index` is its place among the calls, where the server keeps to that. */
export const callPiece = z.object({
  index: z.number().int().min(0).max(1_000).nullish().catch(null),
  id: words,
  function: z.object({ name: words, arguments: words }).nullish(),
});
type Piece = z.infer<typeof callPiece>;

export type StreamedCall = { index: number | null; id: string; function: { name: string; arguments: string } };

/** @returns what the calls grew by. */
export function addToCalls(calls: StreamedCall[], pieces: readonly Piece[]): string {
  let grown = "";
  for (const piece of pieces) {
    const { name, arguments: asked } = { name: piece.function?.name ?? "", arguments: piece.function?.arguments ?? "" };
    const call = callOf(calls, piece, name);
    call.id ||= piece.id ?? "";
    // Some say the whole name again with each piece.
    if (call.function.name !== name) call.function.name += name;
    call.function.arguments += asked;
    grown += name + asked;
  }
  return grown;
}

/**
 * The call that a piece belongs to: by its place, and without one the newest. Some put each of several calls at the first place, some
 * leave places out and send each call whole, and some give each piece another id: only a name begins a call.
 */
function callOf(calls: StreamedCall[], { index = null, id }: Piece, name: string): StreamedCall {
  const there = index === null ? calls.at(-1) : calls.findLast((call) => call.index === index);
  if (there && !(name !== "" && isAnother(there, id ?? "", name, index))) return there;
  const call = { index, id: "", function: { name: "", arguments: "" } };
  calls.push(call);
  return call;
}

function isAnother(
  { id: known, function: said }: StreamedCall,
  id: string,
  name: string,
  index: number | null,
): boolean {
  if (said.name === "") return false;
  if (id !== "" && known !== "" && id !== known) return true;
  if (index === null) return said.name !== name || isWhole(said.arguments);
  return said.arguments !== "" && (said.name !== name || isWhole(said.arguments));
}

/** More is no handful of words and numbers, and would be read again with each piece. */
const LONGEST_CHARS = 4_000;

function isWhole(text: string): boolean {
  return text.length <= LONGEST_CHARS && objectAtStart(text, ARGUMENT_BOUNDS) !== null;
}
