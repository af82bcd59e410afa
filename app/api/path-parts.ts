import { z } from "zod";

/** The name of a profile in addresses. One that is none names nothing: the answer is `not_found`. */
export const profileSlug = z.string().regex(/^[a-z0-9-]{1,200}$/);
