/** What the stand-in says: words, tool calls, or that it declines. `whole` false: it was cut, as by a limit of tokens. */
export type Reply = {
  content: string | null;
  calls: { name: string; arguments: string }[];
  refusal: string | null;
  whole: boolean;
};

export function says(content: string): Reply {
  return { content, calls: [], refusal: null, whole: true };
}

export function declines(refusal: string): Reply {
  return { content: null, calls: [], refusal, whole: true };
}

export function calls(...made: { name: string; input: object }[]): Reply {
  const written = made.map(({ name, input }) => ({ name, arguments: JSON.stringify(input) }));
  return { content: null, calls: written, refusal: null, whole: true };
}
