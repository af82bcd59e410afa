type Pattern = {
  /** With its article: "a GitHub token". */
  kind: string;
  /** Global, with indices. A group `secret` is the part to hide; without one, all of it. */
  pattern: RegExp;
  isReal?: (value: string, before: string) => boolean;
};

/**
 * The first that fits names a secret.
 *
 * @source Formats as their makers document them, and the rules of secretlint and gitleaks; what those miss is in reference/quality.md, H11.
 */
export const PATTERNS: readonly Pattern[] = [
  { kind: "a private key", pattern: /--BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?--/dg },
  { kind: "a GitHub token", pattern: /(?<!\w)gh[pousr]_[A-Za-z0-9]{30,}|(?<!\w)github_pat_[A-Za-z0-9_]{22,}/dg },
  { kind: "a GitLab token", pattern: /(?<!\w)glpat-[\w-]{20,}/dg },
  { kind: "a Pulse token", pattern: /(?<!\w)pulse_pat_[A-Za-z0-9]{42}(?!\w)/dg },
  { kind: "a Slack token", pattern: /(?<!\w)(?:xox[abceoprs]|xapp)-[A-Za-z0-9-]{10,}/dg, isReal: hasDigit },
  {
    kind: "a Slack webhook",
    pattern: /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/+-]{20,})/dg,
  },
  { kind: "an npm token", pattern: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/dg },
  { kind: "a PyPI token", pattern: /(?<!\w)pypi-AgEI[\w-]{40,}/dg },
  { kind: "a model provider's key", pattern: /(?<![\w-])sk-[A-Za-z0-9_-]{20,}/dg, isReal: isMixed },
  { kind: "a Hugging Face token", pattern: /(?<!\w)hf_[A-Za-z0-9]{30,}/dg },
  {
    kind: "an AWS key id",
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg,
    isReal: isNoExample,
  },
  {
    kind: "an AWS secret key",
    pattern: /(?<![A-Za-z0-9/+])(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/dg,
    isReal: (value, before) => /aws|secret/i.test(before) && isNoExample(value) && isMixed(value),
  },
  { kind: "a Stripe key", pattern: /(?<![A-Za-z0-9])(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/dg },
  { kind: "a Google API key", pattern: /(?<!\w)AIza[\w-]{35}(?![\w-])/dg },
  { kind: "a Google client secret", pattern: /(?<!\w)GOCSPX-[\w-]{20,}/dg },
  { kind: "a SendGrid key", pattern: /(?<!\w)SG\.[\w-]{20,}\.[\w-]{40,}/dg },
  { kind: "a Linear key", pattern: /(?<!\w)lin_(?:api|oauth)_[A-Za-z0-9]{30,}/dg },
  {
    kind: "a signed token (JWT)",
    // Looked ahead from where the letters begin: each `-eyJ` among them would read them all again.
    pattern: /(?<![\w-])(?=[\w-]+\.eyJ[\w-]{8})(?:[\w-]*?-)??(?<secret>eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)/dg,
  },
  {
    kind: "a password in an address",
    // One letter of the scheme will do. A bracket ends an address in running text.
    pattern: /[a-z0-9+.-]:\/\/[^\s:@/()[\]<>]{0,200}:(?<secret>[^\s@/()[\]<>]+)@[^\s@]/dgi,
    isReal: isPassword,
  },
  {
    // Rendering takes schemes away, so what is left of such an address is looked for as well.
    kind: "a password in an address",
    pattern: /(?<![\w:/@.-])[\w.-]+:(?<secret>[^\s:@/]{6,})@[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:\.[a-z]{2,}|:\d+|\/\w)/dgi,
    isReal: (value) => isPassword(value) && hasDigit(value) && /[A-Za-z]/.test(value),
  },
  { kind: "a key", pattern: /(?<![\w+/-])[\w+/-]{32,}={0,2}(?![\w+/-])/dg, isReal: isRandom },
];

function hasDigit(value: string): boolean {
  return /\d/.test(value);
}

function isMixed(value: string): boolean {
  return hasDigit(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** @source AWS marks the keys of its documentation so. */
function isNoExample(value: string): boolean {
  return !/EXAMPLE/.test(value);
}

/** Documentation says "user:password@host"; so do titles of changes to it. */
function isPassword(value: string): boolean {
  return !/^(?:pass(?:word|wd)?|pwd|pw|secret|token|credentials?|[*x.…]+|<.*>?|[$%{[].*)$/i.test(value);
}

/** @source reference/quality.md, H11. Bits a character. */
const MIN_ENTROPY = 4;
const MIN_CHARS = 32;
/** Of 100 random keys of 32 characters, 99 have more than this outside of runs that look like words; names of things stay below. Measured. */
const MIN_OUTSIDE_WORDS = 0.33;
const WORDS = /[A-Z]?[a-z]{3,}|[A-Z]{3,}/g;

/** Hexadecimal digests and commits never come out of this: they have one case. */
function isRandom(value: string, before: string): boolean {
  if (/sha(?:1|256|384|512)-$/i.test(before) || /^sha(?:1|256|384|512)-/i.test(value)) return false;
  const isPath = /[./]$/.test(before);
  const pieces = isPath ? value.split("/") : [value, ...value.split("/")];
  return pieces.some((piece) => piece.length >= MIN_CHARS && isMixed(piece) && looksRandom(piece));
}

function looksRandom(value: string): boolean {
  return entropyOf(value) >= MIN_ENTROPY && value.replace(WORDS, "").length / value.length >= MIN_OUTSIDE_WORDS;
}

/** Shannon's, in bits a character. */
function entropyOf(value: string): number {
  const shares = [...Map.groupBy(value, (sign) => sign).values()].map(({ length }) => length / value.length);
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
}
