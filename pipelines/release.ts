import type { CodeVersion } from "../base/code-version.ts";

/** What a release brings: how it writes, and the graphs that it can run. A version that names another one cannot be run by it. */
export type Release = { name: string; spec: object; graphs: readonly string[]; code: CodeVersion };
