/** Every run of so many words of a text, one at each of its words; letters and digits alone count. */
export function wordRuns(text: string, length: number): string[] {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(length - 1).map((_word, start) => words.slice(start, start + length).join(" "));
}
