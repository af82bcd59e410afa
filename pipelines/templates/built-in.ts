/** The template that each release brings. Nothing outside of the pipelines knows its name. */
export const BUILT_IN = "what-shipped";
