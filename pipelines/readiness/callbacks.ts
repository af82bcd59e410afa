import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, fetch as undiciFetch } from "undici";
import type { FieldProblem } from "../../webhooks/contract/problem.ts";
import { isOpenAddress } from "../../webhooks/open-address.ts";
import type { Settings } from "../deps.ts";

/** Where results may go. */
export type CallbackRule = Pick<Settings, "callbackOrigins" | "production">;

/**
 * Whoever holds the API key names the address, so it must not become a way to knock at doors that only this machine reaches: in
 * production results go to the configured origins and nowhere else. Without any, a development machine reaches itself and the open
 * internet, but no private network and no cloud's metadata. A name is judged again by what it leads to when it is connected to.
 */
export function mayCallBack(address: string, { callbackOrigins, production }: CallbackRule): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, hostname } = new URL(address);
  if (callbackOrigins.length > 0 || production) return callbackOrigins.includes(origin);
  const ip = hostname.replace(/^\[|\]$/g, "");
  return isIP(ip) === 0 || isOpenAddress(ip);
}

/** Why results of a run may not be sent there. */
export function callbackFaults(address: string, rule: CallbackRule): FieldProblem[] {
  if (mayCallBack(address, rule)) return [];
  const fix = "Use an address of the app; CALLBACK_ORIGINS of the pipelines names its origin.";
  return [{ path: "callback_url", code: "not_allowed", message: "Results may not be sent to this origin.", fix }];
}

/** A fetch for callbacks under this rule. An origin that is configured may be anywhere: whoever runs the pipelines named it. */
export function callbackFetch(rule: CallbackRule, lookup: typeof systemLookup = systemLookup): typeof fetch {
  if (rule.callbackOrigins.length > 0) return fetch;
  const send = async (url: string, init: object) => {
    const dispatcher = new Agent({ connect: { lookup: openLookup(lookup) } });
    // It closes once the answer is read.
    return undiciFetch(url, { ...init, dispatcher }).finally(() => void dispatcher.close());
  };
  // Safe: undici's fetch is the one that Node has built in; only its types are its own.
  return send as unknown as typeof fetch;
}

/** The addresses that are judged are the ones that are connected to: a name cannot change its mind in between. */
function openLookup(lookup: typeof systemLookup): LookupFunction {
  return (hostname, { family, hints, all }, done) => {
    lookup(hostname, { family, hints, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, []);
      const closed = addresses.find(({ address }) => !isOpenAddress(address));
      const [first] = addresses;
      if (closed || !first) return done(new ClosedAddress(closed?.address), []);
      if (all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

/** For the log: its code stands there. */
class ClosedAddress extends Error {
  override readonly name = "ClosedAddress";
  readonly code = "CLOSED_ADDRESS";

  constructor(address = "none") {
    super(`The name leads to ${address}, which is no open address.`);
  }
}
