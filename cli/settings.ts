import { isLoopback } from "../base/listen.ts";
import { isAccessToken } from "../webhooks/contract/access-token.ts";
import { Problem } from "../webhooks/contract/problem.ts";

/** Where Pulse is, without a slash at its end, and what lets this program in. */
export type CliSettings = { url: string; token: string };

/** From the environment alone: whoever uses this machine sees the arguments of every program. @throws {Problem} `bad_request` */
export function readCliSettings(env: NodeJS.ProcessEnv): CliSettings {
  return { url: addressIn(env["PULSE_URL"] ?? ""), token: tokenIn(env["PULSE_TOKEN"] ?? "") };
}

function addressIn(given: string): string {
  const remedy = "Set it to the address of your Pulse, as https://pulse.example.com.";
  if (given === "") throw new Problem("bad_request", "PULSE_URL is not set.", remedy);
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new Problem("bad_request", "PULSE_URL is no address.", remedy);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname.replace(/^\[|\]$/g, ""))) {
    const message = "PULSE_URL begins with http, and the token would be read on its way.";
    throw new Problem("bad_request", message, "Use the address that begins with https.");
  }
  return `${url.origin}${url.pathname}`.replace(/\/$/, "");
}

function tokenIn(given: string): string {
  if (given === "") {
    const remedy = "Make one in Pulse, under Settings, Access tokens, and set it in the environment.";
    throw new Problem("bad_request", "PULSE_TOKEN is not set.", remedy);
  }
  if (isAccessToken(given)) return given;
  const remedy = "Copy it again, or make another one under Settings, Access tokens.";
  throw new Problem("bad_request", "PULSE_TOKEN is no whole access token of Pulse.", remedy);
}
