import { KEPT_CHARS, MOST_KEPT } from "../../webhooks/contract/foreign-text.ts";
import { authorKind } from "./author-kind.ts";
import { cleanLine } from "../text/clean-text.ts";

/** @source docs.github.com, "Creating a commit with multiple authors". */
const TRAILER = "co-authored-by:";
/** @source docs.github.com, "Setting your commit email address": the number came in 2017. */
const NOREPLY = /^(?:\d+\+)?([a-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$/i;
const AGENT_ADDRESS =
  /^(?:noreply@(?:anthropic|openai)\.com|.*@(?:cursor\.com|devin\.ai|all-hands\.dev|aider\.chat))$/i;

/** The people whom the trailers of a text name: by login where GitHub's own address tells it, else by name; each once, no machines. */
export function coAuthorsOf(text: string, author: string): string[] {
  const people = new Map<string, string>();
  for (const { name, address } of text.split("\n").flatMap(trailerIn)) {
    const login = NOREPLY.exec(address)?.[1];
    const known = login ?? cleanLine(name, KEPT_CHARS.coAuthor);
    if (!known || isMachine(login, name, address)) continue;
    const key = known.toLowerCase();
    if (key !== author.toLowerCase() && !people.has(key)) people.set(key, known);
    if (people.size === MOST_KEPT.coAuthors) break;
  }
  return [...people.values()];
}

/** `Co-authored-by: Mira Sato <mira@example.com>`, alone on its line: read once from either end, however long it is. */
function trailerIn(line: string): { name: string; address: string }[] {
  const whole = line.trim();
  const open = whole.indexOf("<");
  if (open < 0 || !whole.endsWith(">") || whole.slice(0, TRAILER.length).toLowerCase() !== TRAILER) return [];
  const address = whole.slice(open + 1, -1);
  return /^[^<>\s]+$/.test(address) ? [{ name: whole.slice(TRAILER.length, open).trim(), address }] : [];
}

function isMachine(login: string | undefined, name: string, address: string): boolean {
  if (AGENT_ADDRESS.test(address)) return true;
  // A name alone proves nothing: people are called Claude.
  return (
    authorKind(login ?? name, login ? undefined : "User") !== "human" && (login !== undefined || /bot\b/i.test(name))
  );
}
