import { addressesIn } from "./addresses.ts";
import { readTitle } from "./title.ts";
import { secretsOf } from "./secrets.ts";

/** An order ends there or goes on with another: "Ignore all previous instructions attacks in mail" is a title about one. */
const END = String.raw`(?=\s*(?:[.,;:!?)"'”’\u2014\u2013-]|$)|\s+(?:and|then|now|or|but|please|this|it|immediately|at once|without|with)\b)`;
/** Where somebody may begin to speak. */
const BEGIN = String.raw`(?:^|[.:;!?,()"“”\u2014\u2013-]\s*|\b(?:and|then|please|now)\s+)`;

/** What somebody is told to say or do. */
const SPEAK =
  "(?:write|say|print|reply|respond|answer|output|announce|tell|pretend|act|ignore|disregard|forget|approve|publish|post|claim|repeat|reveal)\\b";

/** What tells its reader what to do, a machine or a person. */
const ORDERS: readonly RegExp[] = [
  String.raw`\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,30}\b(?:instructions?|prompts?|rules|guidelines)\b${END}`,
  String.raw`\b(?:ignore|disregard|forget) (?:all|everything|anything) (?:above|before|previous|prior)\b${END}`,
  String.raw`\b(?:approve|publish|merge) (?:and|then|&) (?:post|publish|send)\b${END}`,
  String.raw`${BEGIN}(?:dear )?(?:\w{1,12} )?(?:assistant|ai|model|agent|bot|llm|chatgpt|gpt|claude|gemini|copilot|pulse), `,
  String.raw`${BEGIN}(?:dear )?(?:\w{1,12} )?(?:assistant|ai|llm|chatgpt|gpt|claude|gemini|copilot): ?${SPEAK}`,
  String.raw`^(?:system|assistant|user|developer|instructions?|prompt) ?: ?(?:${SPEAK}|you\b)`,
  String.raw`[.;!?]\s+(?:now,? |then,? |please )?${SPEAK} `,
  String.raw`\byou are now\b|\btell (?:nobody|no one|no-one)\b|\bkeep (?:this|it) (?:a )?secret from\b`,
  String.raw`${BEGIN}(?:reply|answer|respond|output|write|say|print|announce) (?:only|exactly|nothing but|with only|that|this)\b`,
  String.raw`\byou (?:are|must|will|should) (?:now |always |an? )+(?:AI|assistant|agent|model|act|obey|reply|respond|output|print)\b`,
  String.raw`\b(?:do not|don['’]t|never) (?:tell|inform|mention (?:this|it) to|show (?:this|it) to)\b[^.\n]{0,20}\b(?:any(?:one|body)|users?|humans?|people|reviewers?|approvers?|them|him|her|team)\b${END}`,
  String.raw`\b(?:post|send|publish) (?:this|it) (?:now|immediately|at once|without)\b${END}`,
  String.raw`\b(?:new|updated|real) (?:system )?instructions?:`,
  String.raw`\b(?:print|reveal|repeat|leak) (?:your|the|its) (?:system |hidden |full )?(?:prompts?|instructions)\b${END}`,
  String.raw`${BEGIN}please (?:approve|post|publish|ignore|write|reply|send|click|visit|call|contact|change|reset|log|sign|open|read)\b`,
  String.raw`${BEGIN}(?:change|reset|rotate|update|confirm|verify|enter|send|share) your (?:\w{1,20} )?(?:passwords?|passcodes?|credentials?|tokens?|keys?|accounts?|cards?|logins?)\b`,
].map((source) => new RegExp(source, "i"));

/** Marks that only a conversation with this writer has. */
const MARKS = /\b(?:BEGIN|END)[-_]REPORT\b|<\/?(?:task|evidence|items|also|wishes|feedback|context)-[\w-]{1,40}/i;
/** Everybody in a channel, where the words begin or end with it; inside a sentence it is what the sentence is about. */
const CALLS =
  /^\W{0,3}(?:@(?:channel|here|everyone)\b|<![^<>\s]{1,40}>|<@\w{1,20}>)|(?:@(?:channel|here|everyone)|<![^<>\s]{1,40}>|<@\w{1,20}>)\W{0,3}$/i;
/** What sends a reader to an address. */
const SENDS =
  /\b(?:see|visit|read(?: more)?|click|open|go to|log ?in|sign ?in|sign up|register|contact|call|write(?: to)?|mail|e-?mail|dm|message|text|whatsapp|telegram|ask|follow|join|subscribe|download|install|get|buy|apply|pay|donate|vote|claim|more(?: info(?:rmation)?)?|details|info|learn more|available|now)\b(?: \w{1,20}){0,5}[:,]?\s*$/i;
const MAIL = /[\w.+-]@[\w-]|\bat\b|\(at\)|\[at\]|^[+(]\d|^[A-Z]{2}\d{2} ?\d{4}/i;

/** Why nobody should repeat these words: what they do to whoever reads them, after "it "; null: nothing. */
export function hostilityOf(title: string): string | null {
  return hostilityIn(title) ?? hostilityIn(readTitle(title).text);
}

/** The words that tell a reader what to do, as they stand there; null: none. */
export function orderIn(text: string): string | null {
  const plain = text.normalize("NFKC");
  for (const order of ORDERS) {
    const words = order.exec(plain)?.[0].trim();
    if (words) return words;
  }
  return null;
}

/** A type or an area in front makes nothing harmless. */
function hostilityIn(title: string): string | null {
  const plain = title.normalize("NFKC");
  if (secretsOf(title).length > 0) return "holds what looks like a key";
  if (MARKS.test(plain)) return "holds a mark of the conversation with a model";
  if (CALLS.test(plain)) return "calls people";
  if (orderIn(plain) !== null) return "gives orders to its readers";
  return sendsAway(plain) ? "sends its readers to an address" : null;
}

/** A title may be about an address: "Escape https://… in titles". One that sends somebody there, or to a person, is no title. */
function sendsAway(title: string): boolean {
  return addressesIn(title).some((address) => {
    const at = title.indexOf(address);
    const before = at < 0 ? title : title.slice(0, at);
    return MAIL.test(address) || SENDS.test(before) || /^\W*$/.test(before);
  });
}
