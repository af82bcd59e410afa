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
/** "hxxps://…", "evil[.]example", "evil (dot) com", "hr at evil dot example": written so that programs do not see it, and people do. */
const DISGUISED =
  /\bhxxps?:\S{3,200}|(?<![\w-])[\w-]{1,60}\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})\s?[a-z]{2,24}\b|(?<![\w-])[\w-]{1,60} dot (?<word>[a-z]{2,24})\b|(?<![\w.+-])[\w.+-]{1,60}\s?(?:\[at\]|\(at\)|\{at\}|\[@\]|\(@\))\s?[\w-]{1,60}/giu;
/** "+49 30 123456", "(555) 123-4567" */
const PHONE =
  /(?<![\p{L}\p{N}._#/-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?|\(\d{2,5}\)[ .-]?)\d{1,5}(?:[ .-]?\d{2,5}){1,4}(?![\p{L}\p{N}])/gu;

/** "DE89 3704 0044 0532 0130 00": where money goes. @source ISO 13616 */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b/g;

/** Two letters that end the names of files, not of hosts. */
const FILE_ENDINGS = words("js ts rs py sh md go rb cs cc hh mk pl pm ps so tf vi gz xz bz db fs ml hs kt nu ex el");
/** Endings that people read as an address even without a path. */
const ENDINGS = words(
  "com net org io ai co edu gov mil int dev xyz online site shop tech cloud click top club blog news icu vip onion example " +
    "invalid biz eu uk de fr nl es cz ch at se fi dk br cn ru jp kr au ca tv ly gg gl sx cx su рф",
);
/** Products that are called like a host. */
const PRODUCTS = words("asp.net ado.net vb.net socket.io");

type Where = {
  /** Names that are no addresses here. */
  own?: ReadonlySet<string>;
  /** Code beside the text: a scheme counts there, too. */
  code?: readonly string[];
};

/** Addresses in a text, in every form that a reader could follow: with a scheme or without, of mail, disguised, and numbers of telephones and accounts. */
export function addressesIn(text: string, { own = new Set(), code = [] }: Where = {}): string[] {
  const plain = text.normalize("NFKC");
  const schemes = [plain, ...code].flatMap((one) => [...one.matchAll(SCHEME)].map(([address]) => address));
  const rest = plain.replace(SCHEME, " ");
  const bare = [...rest.matchAll(BARE)].filter(({ 0: address, groups = {} }) => {
    const ending = (groups.ending ?? "").toLowerCase();
    if (own.has(address.toLowerCase()) || PRODUCTS.has(address.toLowerCase())) return false;
    if (groups.start || ending.startsWith("xn--")) return true;
    return ENDINGS.has(ending) || (groups.path !== undefined && isCountry(ending));
  });
  const disguised = [...rest.matchAll(DISGUISED)].filter(
    ({ groups: { word } = {} }) => !word || ENDINGS.has(word.toLowerCase()),
  );
  const found = [
    ...schemes,
    ...[...bare, ...disguised, ...rest.matchAll(PHONE), ...rest.matchAll(IBAN)].map(([address]) => address),
  ];
  return [...new Set(found.map((address) => address.replace(/(?<![.,;:!?'’])[.,;:!?'’]+$/, "")))];
}

function isCountry(ending: string): boolean {
  return ending.length === 2 && !FILE_ENDINGS.has(ending);
}

function words(list: string): Set<string> {
  return new Set(list.split(" "));
}
