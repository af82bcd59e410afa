import { whatShipped } from "../../pipelines/report/what-shipped.ts";
import type { Release } from "../../pipelines/release.ts";

/** As in an image that says nothing of its commit. */
export const NO_CHECKOUT = { release: "0.1.0", commit: null, dirty: null };

/** This release, as a process that starts it has it. */
export const thisRelease: Release = { ...whatShipped, code: NO_CHECKOUT };
