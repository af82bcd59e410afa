/** For the development sign-in: whoever can read this machine's terminal may come in, and nobody else. */
export type SignInCodes = {
  /** Opened once, it signs a browser in. */
  link: () => string;
  /** Spends the code when it is right. `busy`: too many wrong ones came lately, and this is another. */
  take: (typed: string) => "right" | "spent" | "wrong" | "busy";
};
