/** The marks between which an answer stands on servers that know no formats. */
export function marksOf(nonce: string): [string, string] {
  return [`BEGIN-REPORT-${nonce}`, `END-REPORT-${nonce}`];
}

/** An answer's JSON as a message: alone, or between the run's marks where the conversation asks for them. */
export function written(answer: object, { nonce, marked }: { nonce: string; marked: boolean }): string {
  const json = JSON.stringify(answer);
  const [begin, end] = marksOf(nonce);
  return marked ? `Here is the report.\n${begin}\n${json}\n${end}` : json;
}

/** The value in such a message, whatever stands around it; undefined when there is none. */
export function jsonIn(text: string, nonce: string): unknown {
  const [begin, end] = marksOf(nonce);
  const inside = text.includes(begin) ? text.slice(text.lastIndexOf(begin) + begin.length).split(end)[0] : text;
  const json = inside?.slice(inside.indexOf("{"), inside.lastIndexOf("}") + 1);
  try {
    return json?.startsWith("{") ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}
