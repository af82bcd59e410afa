import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** What an expression is made of, as far as hostile texts are made from it. */
type Pieces = {
  /** One character of every kind that the runs of the expression, and what stands beside them, tell apart. */
  kinds: string[];
  /** Everything that may repeat often, with what stands before it and what one repetition can be. */
  runs: { heads: string[]; pumps: string[] }[];
  /** The shortest text that each alternative and each beginning of one asks for. */
  starts: string[];
};

type Atom = AST.Character | AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass;

/** More repetitions than these count as a run. */
const MANY = 10;
/** So many parts of what stands beside a run are looked at. */
const NEAR = 8;
/** Tried beside the expression's own characters. */
const USUAL =
  "a A z 0 9 - _ . , : ; / \\ @ # < > ( ) [ ] { } * + ~ ` ' \" | & ! ? = $ % ^ é 字 😀 ’ \u00a0 \u200b".split(" ");

export function piecesOf(pattern: RegExp): Pieces {
  const flags = pattern.flags.replace(/[^iuvsm]/g, "");
  const tree = new RegExpParser().parsePattern(pattern.source, 0, pattern.source.length, {
    unicode: pattern.unicode,
    unicodeSets: pattern.unicodeSets,
  });
  const nodes = [...within(tree)];
  const letters = [...new Set([...USUAL, " ", "\t", "\n", ...nodes.flatMap(lettersOf)])];
  const fits = fitter(flags);
  const sample = sampler(letters, fits);
  const quantifiers = nodes.filter((node) => node.type === "Quantifier").filter(({ max }) => max > MANY);
  const beside = quantifiers
    .flatMap((one) => around(one))
    .flatMap((node) => [...within(node)].filter(isAtom).slice(0, NEAR));
  const kinds = kindsOf(letters, beside, fits);
  const runs = quantifiers.map((one) => ({ heads: headsOf(one, sample), pumps: pumpsOf(one, kinds, fits, sample) }));
  const starts = nodes.flatMap((node) =>
    node.type === "Alternative"
      ? node.elements.flatMap((_, at) => [0, 1].map((way) => chain(node.elements.slice(0, at + 1), way, sample)))
      : [],
  );
  return { kinds, runs, starts: [...new Set(starts)].filter(Boolean) };
}

/** A run and its neighbours. */
function around(run: AST.Quantifier): AST.Node[] {
  const row: readonly AST.Node[] = run.parent.type === "Alternative" ? run.parent.elements : [run];
  const at = row.indexOf(run);
  return row.slice(Math.max(0, at - 1), at + 2);
}

function* within(node: AST.Node): Generator<AST.Node> {
  yield node;
  if (isAtom(node)) return;
  for (const child of partsOf(node)) yield* within(child);
}

function partsOf(node: AST.Node): readonly AST.Node[] {
  if ("alternatives" in node && Array.isArray(node.alternatives)) return node.alternatives as AST.Node[];
  if (node.type === "Alternative") return node.elements;
  return node.type === "Quantifier" ? [node.element] : [];
}

function isAtom(node: AST.Node): node is Atom {
  return ["Character", "CharacterSet", "CharacterClass", "ExpressionCharacterClass"].includes(node.type);
}

/** The characters that a part of an expression names itself: literally, or as the ends of a range. */
function lettersOf(node: AST.Node): string[] {
  if (node.type === "Character") return [String.fromCodePoint(node.value)];
  if (node.type !== "CharacterClass") return [];
  return node.elements.flatMap((element) => {
    if (element.type === "Character") return [String.fromCodePoint(element.value)];
    return element.type === "CharacterClassRange" ? [String.fromCodePoint(element.min.value)] : [];
  });
}

type Fits = (atom: Atom, letter: string) => boolean;

function fitter(flags: string): Fits {
  const made = new Map<string, RegExp>();
  return (atom, letter) => {
    const known = made.get(atom.raw) ?? new RegExp(`^(?:${atom.raw})$`, flags.replace("m", ""));
    made.set(atom.raw, known);
    return known.test(letter);
  };
}

/** Two characters that every part of the expression takes alike are one kind; word and blank count as parts. */
function kindsOf(letters: readonly string[], atoms: readonly Atom[], fits: Fits): string[] {
  const byLook = new Map<string, string>();
  for (const letter of letters) {
    const look =
      [/\w/, /\s/, /\n/].map((one) => one.test(letter)).join() + atoms.map((atom) => fits(atom, letter)).join();
    if (!byLook.has(look)) byLook.set(look, letter);
  }
  return [...byLook.values()];
}

/** A text for a part: `way` 0 the shortest, 1 with what may be left out, by the second alternative where there is one. */
type Sample = (node: AST.Node, way: number) => string;

function sampler(letters: readonly string[], fits: Fits): Sample {
  const sample: Sample = (node, way) => {
    if (node.type === "Character") return String.fromCodePoint(node.value);
    if (isAtom(node)) return letters.find((letter) => fits(node, letter)) ?? "";
    switch (node.type) {
      case "Quantifier": {
        const times = way === 0 ? node.min : Math.min(Math.max(node.min, 1), node.max);
        return sample(node.element, way).repeat(Math.min(times, 64));
      }
      case "Group":
      case "CapturingGroup":
        return sample(node.alternatives[way % node.alternatives.length] ?? node, way);
      case "Alternative":
        return chain(node.elements, way, sample);
      default:
        return "";
    }
  };
  return sample;
}

function chain(nodes: readonly AST.Node[], way: number, sample: Sample): string {
  return nodes.map((node) => sample(node, way)).join("");
}

/** What an expression has read when it comes to a run. */
function headsOf(run: AST.Node, sample: Sample): string[] {
  const heads = [0, 1].map((way) => {
    let head = "";
    for (let node: AST.Node | null = run; node?.parent; node = node.parent) {
      if (node.parent.type !== "Alternative") continue;
      const at = node.parent.elements.indexOf(node as AST.Element);
      head = chain(node.parent.elements.slice(0, at), way, sample) + head;
    }
    return head;
  });
  return [...new Set(["", ...heads])];
}

/** What one repetition can be: each kind of character that fits, or what a group asks for by each of its alternatives. */
function pumpsOf(run: AST.Quantifier, kinds: readonly string[], fits: Fits, sample: Sample): string[] {
  const { element } = run;
  if (isAtom(element)) return kinds.filter((letter) => fits(element, letter));
  const ways = "alternatives" in element ? Math.max(2, element.alternatives.length) : 2;
  const wholes = Array.from({ length: ways }, (_, way) => sample(element, way));
  return [...new Set(wholes)].filter(Boolean);
}
