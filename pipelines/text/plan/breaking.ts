/** @source Conventional Commits 1.0.0: the footer stands at the start of a line, in capitals. */
const BREAKING_FOOTER = /^BREAKING[ -]CHANGE(?:\([^()\r\n]*\))?!?:/m;

export function hasBreakingFooter(text: string): boolean {
  return BREAKING_FOOTER.test(text);
}
