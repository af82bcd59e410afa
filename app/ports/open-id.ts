import type { Identifiers } from "../../db/app/people.ts";

/** Who somebody is, as Slack or the OpenID provider says; as demo Slack says, they are made up. */
export type Identity = Identifiers & {
  name: string;
  /** A guest of the Slack workspace: a reader, whoever they were before. */
  guest?: boolean;
};

/** What must still be known when the person comes back; kept in their browser, signed. */
export type Pending = { state: string; nonce: string; verifier: string };

export type OpenId = {
  /** "Slack", or the provider's host. */
  name: string;
  /** Slack itself signs people in: who is of its workspace may be asked at any time. */
  slack?: boolean;
  /** Where to send the person. @throws {Problem} `unavailable` while the provider does not answer. */
  begin: (redirectUri: string) => Promise<{ url: URL; pending: Pending }>;
  /** Who came back. @throws {Problem} `unauthorized` when they changed their mind, `forbidden` for a stranger, `upstream`. */
  finish: (came: URL, pending: Pending) => Promise<Identity>;
};
