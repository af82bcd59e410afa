import { z } from "zod";
import { dateFormat } from "../../base/date-format.ts";
import { LIMITS } from "./limits.ts";

/** An IANA name that this machine knows. */
export const timeZone = z
  .string()
  .max(LIMITS.zone_chars)
  .refine(isTimeZone, "must be an IANA time zone such as Europe/Berlin");

function isTimeZone(name: string): boolean {
  try {
    dateFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
