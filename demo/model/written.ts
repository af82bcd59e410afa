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
