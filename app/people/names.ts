const MAX_NAME_CHARS = 80;
const MAX_HANDLE_CHARS = 40;

/** How a person is called on pages: one line, without what cannot be seen. */
export function nameFor(given: string, email: string | null): string {
  const name = given
    .toWellFormed()
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return [...(name || email?.split("@")[0] || "Somebody")].slice(0, MAX_NAME_CHARS).join("");
}

/** What nobody here is called yet: "mira", "mira-2". */
export function handleFor(emailOrName: string, taken: ReadonlySet<string>): string {
  const plain = (emailOrName.split("@")[0] ?? "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, MAX_HANDLE_CHARS);
  const base = plain || "somebody";
  for (let number = 1; ; number++) {
    const handle = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(handle)) return handle;
  }
}
