import type { Finding } from "../../webhooks/contract/finding.ts";
import { evidenceText, isInTitle } from "./evidence-text.ts";
import type { CheckFacts } from "./facts.ts";
import { found } from "./finding.ts";
import { type Passage, passagePlace, severityOf } from "./passages.ts";

const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const HOST = String.raw`${LABEL}(?:[.\u3002]${LABEL})*[.\u3002](?<ending>xn--[a-z0-9-]+|\p{L}{2,24})`;
const PATH = String.raw`(?<path>(?::\d{2,5})?(?:\/[^\s<>()[\]"]*|[?#][^\s<>()[\]"]+))?`;
/** With a scheme, with "www.", an e-mail address, or just a host, alone or with a path. */
const SCHEME =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>()[\]"\x60]+|\b(?:javascript|mailto|tel|data|vbscript):(?=[^\s:])[^\s<>()]+/giu;
const BARE = new RegExp(
  String.raw`(?<![\p{L}\p{N}_./@:-]|[\p{L}\p{N}]\u3002)(?<start>www\.|(?<!\+)[\w.+-]+@)?${HOST}${PATH}(?![\p{L}\p{N}])`,
  "giu",
);

/** Two letters that end the names of files, not of hosts. */
const FILE_ENDINGS = words("js ts rs py sh md go rb cs cc hh mk pl pm ps so tf vi gz xz bz db fs ml hs kt nu ex el");
/** Endings that people read as an address even without a path. */
const ENDINGS = words(
  "com net org io ai co edu gov mil int dev xyz online site shop tech cloud click top club blog news icu vip onion example " +
    "invalid biz eu uk de fr nl es cz ch at se fi dk br cn ru jp kr au ca tv ly gg gl sx cx su рф",
);
/** Products that are called like a host. */
const PRODUCTS = words("asp.net ado.net vb.net socket.io");

/** H6 before anything is rendered: the agent gives no address at all. Code makes the links. */
export function checkAddresses(passages: readonly Passage[], facts: CheckFacts): Finding[] {
  if (facts.by === "person") return [];
  return passages.flatMap((passage) => {
    const addresses = addressesIn(passage, facts);
    return [...new Set(addresses)].map((address) => judge(address, passage, facts));
  });
}

function addressesIn({ text, code, part }: Passage, { sources }: CheckFacts): string[] {
  const plain = text.normalize("NFKC");
  const schemes = [plain, ...code].flatMap((one) => [...one.matchAll(SCHEME)].map(([address]) => address));
  const rest = plain.replace(SCHEME, " ");
  const own = new Set(part === "headline" ? sources.flatMap(({ repo }) => repo.toLowerCase().split("/")) : []);
  const bare = [...rest.matchAll(BARE)].filter(({ 0: address, groups = {} }) => {
    const ending = (groups.ending ?? "").toLowerCase();
    if (own.has(address.toLowerCase()) || PRODUCTS.has(address.toLowerCase())) return false;
    if (groups.start || ending.startsWith("xn--")) return true;
    return ENDINGS.has(ending) || (groups.path !== undefined && isCountry(ending));
  });
  return [...schemes, ...bare.map(([address]) => address)].map((address) =>
    address.replace(/(?<![.,;:!?'’])[.,;:!?'’]+$/, ""),
  );
}

function isCountry(ending: string): boolean {
  return ending.length === 2 && !FILE_ENDINGS.has(ending);
}

function judge(address: string, passage: Passage, facts: CheckFacts): Finding {
  const { prs, line, code } = passage;
  const isQuoted = code.some((one) => one.includes(address)) && evidenceText(prs, facts).includes(address);
  const isName = !address.includes("/") && !address.startsWith("www.") && isInTitle(address, prs, facts);
  return found({
    check: "H6",
    severity: isQuoted || isName ? "flag" : severityOf(passage, facts),
    message: `${passagePlace(passage, facts)} gives an address, ${address.slice(0, 80)}.`,
    fix: "Take the address out: the program links the pull requests.",
    about: `${prs.join(" ")} address ${address}`,
    line,
    prs,
  });
}

function words(list: string): Set<string> {
  return new Set(list.split(" "));
}
