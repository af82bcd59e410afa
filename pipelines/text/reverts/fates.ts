import type { Fate, PullRequest } from "../../../webhooks/contract/evidence.ts";
import { resolveReverts, type Merged, type Resolved } from "./resolve.ts";

type Whole = Merged & Pick<PullRequest, "labels">;
/**
 * What became of each pull request of one repository, by its number of `owner/repo#number`.
 *
 * @param window Everything that was merged in it, with whole descriptions.
 * @param earlier What was read from before it, because something of the window names it.
 */
export function fatesOf(
  window: readonly Whole[],
  earlier: readonly Whole[],
): { fates: Map<string, Fate>; resolved: Resolved } {
  const resolved = resolveReverts(window, earlier);
  const known = new Map([...earlier, ...window].map((pull) => [pull.ref, pull]));
  const other = (id: string): Fate["of"][number] => {
    const pull = known.get(id);
    return pull
      ? { ref: pull.ref, title: pull.title, labels: pull.labels }
      : { ref: null, title: resolved.titles.get(id) ?? "", labels: [] };
  };
  const fates = window.flatMap(({ ref }): [string, Fate][] => {
    const fate = fateOf(ref, resolved);
    const back = (fate?.back ?? []).map((id) => ({ ...other(id), back: true as const }));
    return fate ? [[ref, { is: fate.is, of: [...fate.of.map(other), ...back] }]] : [];
  });
  return { fates: new Map(fates), resolved };
}

type Found = { is: Fate["is"]; of: readonly string[]; back?: readonly string[] | undefined };

function fateOf(ref: string, resolved: Resolved): Found | null {
  const { stands, only, takenOutBy, rolledBack, broughtBack, relands, copies } = resolved;
  if (!only.has(ref)) {
    if (!stands.has(ref)) return { is: "undone", of: [takenOutBy.get(ref) ?? []].flat() };
    const copied = copies.get(ref);
    return copied && stands.has(copied) ? { is: "copy", of: [copied] } : null;
  }
  const again = relands.get(ref);
  if (again) return { is: "again", of: [again] };
  const [back, out] = [broughtBack.get(ref) ?? [], rolledBack.get(ref) ?? []];
  if (back.length > 0) return { is: "brings_back", of: back };
  return out.length > 0
    ? { is: "rolls_back", of: out }
    : { is: "cancelled", of: resolved.undoes.get(ref) ?? [], back: resolved.restores.get(ref) };
}
