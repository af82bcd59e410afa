import { once } from "node:events";
import { createInterface } from "node:readline/promises";

/** Shows it to whoever sits at the terminal, and asks; silence, and leaving, is no. Null: nobody sits there. */
export async function confirmed(lines: readonly string[], question: string): Promise<boolean | null> {
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY || !output.isTTY) return null;
  output.write(`${lines.join("\n")}\n`);
  const asking = createInterface({ input, output });
  const left = once(asking, "close").then(() => "");
  // Ctrl+C and Ctrl+D break the question off, and close.
  const said = asking.question(`${question} [y/N] `).catch(() => left);
  const text = await Promise.race([said, left]);
  asking.close();
  return /^y(?:es)?$/i.test(text.trim());
}
