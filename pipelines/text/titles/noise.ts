/** "ABC-124"; what is called `UTF-8` or `SHA-256` is no ticket. @source Jira's form of keys, and the names of standards. */
const TICKET =
  "(?!(?:UTF|UCS|SHA|MD|AES|RSA|ISO|IEC|IEEE|ANSI|DIN|EN|ECMA|ES|RFC|PEP|JEP|JSR|TC|CVE|CWE|PKCS|FIPS|WCAG|HTTP|TLS|SSL|USB|BASE|CRC|GPT|ARM|MP)-)[A-Z][A-Z0-9]{1,9}-\\d{1,6}(?![\\w-]|\\.\\d)";
const TICKETS = `${TICKET}(?:(?:\\s?[,/&+]\\s?|\\s(?:and\\s)?)${TICKET}){0,5}`;
const FRONT_TICKETS = new RegExp(
  `^(?:\\(${TICKETS}\\):?\\s+|${TICKETS}(?:\\s?[:;|]\\s*|\\.\\s+|\\s[–—-]\\s|\\s))(?=\\S)`,
);
const ONLY_TICKETS = new RegExp(`^(?:${TICKETS}(?:\\s?[:;|–—-])?|#\\d{1,9})$`);
/** In brackets and scopes people write them small, too: "eng-124"; but "react-19" is something else. */
const SMALL_TICKET = /^(?!(?:utf|sha|iso|rfc|pep|es)-)[a-z]{2,10}-\d{3,6}$/;
const EACH_TICKET = new RegExp(TICKET, "g");
const NUMBER =
  /^(?:[[(]#\d{1,9}[\])]:?\s*|(?:(?:issue|ticket|pr|(bug))\s#?|#)\d{1,9}\s?[:|–—-]\s*|#\d{1,9}\s(?=[A-Za-z]))/i;
/** "Fixes #12: …" */
const CLOSES =
  /^(?:close[sd]?|refs?|(fix(?:e[sd])?|resolve[sd]?))(?:\s(?:for|issue|bug))?\s#\d{1,9}(?:,\s?#\d{1,9}){0,5}\s?(?:[:|–—]|-{1,2})\s+(?=\S)|^(?:Close[sd]?|(Fix(?:e[sd])|Resolve[sd]?)) #\d{1,9} (?=[A-Z][a-z])/i;

/** How far it is, what is to be done with it, and which of several it is: nothing of the change. */
const STATUS =
  "minor|trivial|easy|nit|follow[ -]?up|no[ -]?(?:jira|issue|ticket)|wip|work in progress|draft|do[ -]?not[ -]?merge|don['’]t merge|dnm|rfc|poc|nfc|skip[ -](?:ci|changelog|release|actions)|(?:ci[ -]skip|no[ -]ci)|breaking(?: changes?)?|re|fwd?|(?:part |pt\\.? |step )?\\d{1,3} ?(?:\\/|of) ?(?:\\d{1,3}|n|x|\\?)";
const IN_BRACKETS = "(?:on )?hold|blocked|(?:needs?|ready for|please) review|ready(?: to merge)?|cherry-?pick(?:ed)?";
const IS_STATUS = new RegExp(`^(?:${STATUS}|${IN_BRACKETS})$`, "i");
const STATUS_IN_FRONT = new RegExp(`^(?:\\((?:${STATUS})\\):?\\s*|(?:${STATUS})!?\\s?(?::\\s*|\\s[|–—-]\\s))`, "i");
const SQUASHED = /^(?:fixup|squash|amend)!\s+/;
/** "Backport #211 to v2: …", "Cherry-pick: …" */
const PICKED =
  /^(?:auto(?:mated|matic)? |manual )?(?:(?:back|forward)-?port(?:s|ed|ing)?|cherry[ -]?pick(?:s|ed|ing)?)(?:\s(?:of\s)?#\d{1,9}){0,5}(?:\s(?:(?:in|on)?to|for|on)\s[\w./-]{1,40})?\s?:\s*(?=\S)/i;

/** What brackets or a scope hold that names no part of the product: a ticket, a status. */
export const isNoise = (name: string): boolean =>
  ONLY_TICKETS.test(name) || SMALL_TICKET.test(name) || IS_STATUS.test(name);

export const ticketsIn = (text: string): string[] => text.match(EACH_TICKET) ?? [];

type Noise = { rest: string; tickets: string[]; fixes: boolean };

/** Takes off the front what says nothing of the change; null where there is nothing of the kind. */
export function takeNoise(rest: string): Noise | null {
  if (ONLY_TICKETS.test(rest) && !rest.startsWith("#")) return { rest: "", tickets: ticketsIn(rest), fixes: false };
  for (const pattern of [FRONT_TICKETS, NUMBER, CLOSES, STATUS_IN_FRONT, SQUASHED, PICKED]) {
    const taken = pattern.exec(rest);
    if (!taken) continue;
    return {
      rest: rest.slice(taken[0].length),
      tickets: ticketsIn(taken[0]),
      fixes: (taken[1] ?? taken[2]) !== undefined,
    };
  }
  return null;
}

const TAIL_TICKETS = new RegExp(`(?<=\\S)\\s(?:[[(]${TICKETS}[\\])]|[|–—-]\\s${TICKETS})$`);
const TAIL_STATUS = new RegExp(`(?<=\\S)\\s(?:[[(](?:${STATUS})[\\])]|[–—-]\\swip)$`, "i");
const TAIL_CLOSES =
  /(?<=\S)(?:\s?[,;.]|\s[–—|-]{1,2})\s?(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?)[:\s]\s?#\d{1,9}(?:(?:,| and|,? \w{4,8}) ?#\d{1,9}){0,5}$|(?<=\S)\s(?:Closes|Fixes|Resolves):? #\d{1,9}$/i;
const TAIL_PICKED = /(?<=\S)\s\((?:back-?port|cherry[- ]pick(?:ed)?)\b[^()]{0,60}\)$/i;

/** The same at the end. */
export function withoutNoiseBehind(text: string): string {
  return [TAIL_TICKETS, TAIL_STATUS, TAIL_CLOSES, TAIL_PICKED].reduce((rest, tail) => rest.replace(tail, ""), text);
}
