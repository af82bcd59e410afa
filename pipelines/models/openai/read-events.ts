const FIELDS = ["data:", "event:", "id:", "retry:", "error:", ":"];
const LONGEST_FIELD = Math.max(...FIELDS.map((field) => field.length));

/** Whether a body that begins so is a stream of events, as some servers send one however they are asked; null: too little to tell. */
export function isStream(begin: string): boolean | null {
  const text = begin.trimStart();
  if (FIELDS.some((field) => text.startsWith(field))) return true;
  return text.length < LONGEST_FIELD ? null : false;
}

/**
 * Reads a stream of events, in whatever pieces it comes. Who leaves out the empty lines between events is understood, too.
 *
 * @param take Is given the data of each, and whether it calls itself an error.
 * @source HTML, "Server-sent events", each with one line of data, as all send them; older servers of llama.cpp say `error:` in place of `data:`.
 */
export function readEvents(take: (data: string, isError: boolean) => void) {
  let [line, name] = ["", ""];

  function read(whole: string): void {
    const field = FIELDS.find((one) => whole.startsWith(one)) ?? "";
    const data = whole.slice(field.length).trim();
    if (field === "event:") name = data;
    if ((field !== "data:" && field !== "error:") || data === "") return;
    take(data, name === "error" || field === "error:");
    name = "";
  }

  return {
    add(text: string): void {
      const [first = "", ...more] = text.split(/\r\n|\n|\r/);
      line += first;
      for (const next of more) {
        read(line);
        line = next;
      }
    },
    end(): void {
      read(line);
      line = "";
    },
  };
}
