/** "dependency update", 4 → "4 dependency updates" */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  if (noun.startsWith("change ")) return noun.replace("change", "changes");
  return /(?:x|s|ch)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** "It is late." → "it is late", behind a colon. */
export function clause(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`.replace(/\.$/, "");
}
