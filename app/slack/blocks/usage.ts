import type { Offer } from "../offers.ts";
import { buttonRow, button, context, section } from "./block.ts";
import type { Message } from "./shapes.ts";
import { escaped, shortened } from "./text.ts";

/** What can be said after `/pulse`, with an example each. */
const LINES = {
  compose: ["", "Opens the form"],
  profile: ["PROFILE", "Asks for that profile’s update, of everything since its last one"],
  new: [
    "new owner/repo [7d | month | 2026-11-02..2026-11-09 | since v1.4.0 | since release | v1.4.0..v1.5.0] [next] [tone] [--base branch] [--to #channel]",
    "Asks for an update of one repository, for this channel unless you name another one; with next, of what is to come",
  ],
  list: ["list", "What waits for you"],
  status: ["status [NUMBER | PROFILE]", "How far yours are"],
  approve: ["approve NUMBER", "Shows what would go out, with the button that lets it"],
  schedule: ["schedule [PROFILE]", "What comes next"],
  schedule_do: ["schedule pause | resume | skip | run PROFILE", "Changes what comes next"],
  ignore: ["ignore #123 [from NUMBER]", "Writes your newest draft, or that one, again without this pull request"],
  help: ["help", "This list"],
} as const satisfies Record<string, readonly [usage: string, what: string]>;
type UsageOf = keyof typeof LINES;

const EXAMPLES: Partial<Record<UsageOf, string>> = {
  new: "/pulse new acme/harbor 14d warm --to #eng-updates",
  ignore: "/pulse ignore acme/harbor#123",
  approve: "/pulse approve 12",
};

/** What was said that is not understood: the words as they were typed, and why. */
type NotUnderstood = { word: string; why: string };

const MAX_WORD_CHARS = 80;
const MAX_WRONG = 8;

/** Says the words back, and what may be said instead. */
export function usage(wrong: readonly NotUnderstood[], ...about: readonly UsageOf[]): Message {
  const shown = wrong.slice(0, MAX_WRONG).map(({ word, why }) => ({ word: quoted(word), why: escaped(why) }));
  const said = shown.map(({ word, why }) => (word ? `${word}: ${why}` : why)).join("\n");
  const lines = about.map(lineOf).join("\n");
  const examples = about.flatMap((one) => EXAMPLES[one] ?? []).map((example) => `For example \`${example}\``);
  return {
    text: `Pulse did not understand that. ${shown.map(({ word, why }) => `${word} ${why}`.trim()).join(" ")}`,
    blocks: [
      section(`*Pulse did not understand that.*\n${said}`),
      section(lines || help),
      ...(examples.length > 0 ? [context(...examples)] : []),
    ],
  };
}

const lineOf = (one: UsageOf): string => `\`${`/pulse ${LINES[one][0]}`.trim()}\`\n${LINES[one][1]}`;

// Safe: the keys of LINES are its own.
const help = (Object.keys(LINES) as UsageOf[]).map(lineOf).join("\n");

/** What takes more than reading, and the button that takes the same. */
const TAKES: Partial<Record<UsageOf, Parameters<Offer>[0]>> = {
  compose: "compose",
  profile: "compose",
  new: "compose",
  ignore: "compose",
  schedule_do: "skip_slot",
};

function helpFor(may: Offer): string {
  // Safe: the keys of LINES are its own.
  const lines = (Object.keys(LINES) as UsageOf[]).filter((one) => !TAKES[one] || may(TAKES[one]));
  return lines.map(lineOf).join("\n");
}

/** What its reader may, and nothing else. */
export function helpMessage(profiles: readonly string[], may: Offer): Message {
  const named = profiles.slice(0, 10).map((name) => escaped(name));
  const yours =
    named.length > 0 ? `Your profiles: ${named.join(", ")}` : "There are no profiles yet: save one in the browser.";
  return {
    text: "What Pulse understands",
    blocks: [
      section("*Pulse writes what shipped, from the merged pull requests. A person approves it before it is posted.*"),
      section(helpFor(may)),
      context(yours),
      context(
        "Slack takes commands in channels and conversations, not in threads; there, use the shortcut “Compose an update”.",
      ),
      ...(may("compose") ? buttonRow(button("Compose", "compose", { style: "primary" })) : []),
    ],
  };
}

const quoted = (word: string): string => (word ? `“${escaped(shortened(word, MAX_WORD_CHARS))}”` : "");
