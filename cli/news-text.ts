import type { PolicyNews } from "../webhooks/contract/policy-news.ts";
import { dim, green, onOneLine, red } from "./say.ts";

/** What comes and goes from one policy to another, a line each. */
export function newsLines({ added, removed, moved, beside }: PolicyNews): string[] {
  const lines = [
    ...removed.map((text) => red(`- ${onOneLine(text)}`)),
    ...[...added, ...beside].map((text) => green(`+ ${onOneLine(text)}`)),
    ...(moved ? ["The same rules, in another order."] : []),
  ];
  return lines.length > 0 ? lines : [dim("The same sentences; what is written differs.")];
}
