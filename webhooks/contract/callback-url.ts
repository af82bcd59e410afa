import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** @source WHATWG, Fetch, "port blocking": fetch never connects to these. */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Where a result goes. Addresses that no request can ever be sent to are refused, each with its reason. */
export const callbackUrl = z
  .url({ protocol: /^https?$/ })
  .max(LIMITS.address_chars)
  .superRefine((address, context) => {
    const fault = faultOf(address);
    if (fault) context.addIssue(fault);
  });

function faultOf(address: string): string | null {
  if (/[\0-\x20\x7f]/.test(address)) return "must have no blanks and no control characters";
  if (!URL.canParse(address)) return "must be an address, https://…";
  const { username, password, port } = new URL(address);
  if (username !== "" || password !== "") return "must hold no name and no password: nobody is signed in with them";
  if (address.includes("#")) return "must have no part behind #: it is never sent";
  if (port !== "" && BLOCKED_PORTS.has(Number(port))) return `must have another port: nothing is ever sent to ${port}`;
  return null;
}
