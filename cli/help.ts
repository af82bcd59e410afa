import type { Command } from "./commands/command.ts";

const SETTINGS = `In the environment, and never as arguments:
  PULSE_URL     where Pulse is: https://pulse.example.com
  PULSE_TOKEN   an access token, made in Pulse under Settings, Access tokens

Ends with 0 when all is done, with 1 for a difference or a refusal, and with 2 when it could not be asked.`;

const ALWAYS = {
  json: { about: "prints one JSON value; a refusal is one on standard error" },
  help: { about: "prints this" },
};

const typedAs = ({ name, words }: Command): string => ["pulse", name, ...words].join(" ");

/** What is typed longer has its meaning on the next line. */
const TYPED_WIDTH = 36;

/** Of several commands, one a line. */
export function helpOf(commands: readonly Command[]): string {
  const lines = commands.map((one) => {
    const typed = typedAs(one);
    const gap = typed.length > TYPED_WIDTH ? `\n${" ".repeat(TYPED_WIDTH + 4)}` : "  ";
    return `  ${typed.padEnd(TYPED_WIDTH)}${gap}${one.about}`;
  });
  return `What Pulse does, from a terminal or a program, by the same rules as in the browser. Approving and posting are people’s.

${lines.join("\n")}

--help behind any of them says more. --json prints for machines.
${SETTINGS}`;
}

export function commandHelp(command: Command): string {
  const { about, options = {}, more } = command;
  const all = Object.entries({ ...options, ...ALWAYS }).map(([name, one]) => {
    return { typed: `--${name}${"value" in one && one.value ? ` ${one.value}` : ""}`, about: one.about };
  });
  const width = Math.max(...all.map(({ typed }) => typed.length));
  const lines = all.map(({ typed, about: says }) => `  ${typed.padEnd(width)}  ${says}`);
  return `${typedAs(command)} [OPTIONS]

${about}.${more ? ` ${more}` : ""}

${lines.join("\n")}

${SETTINGS}`;
}
