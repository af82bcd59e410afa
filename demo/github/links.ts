/** Where the two faces of this GitHub are: the API as the caller reached it, and the pages for people. No slash at the end. */
export type Links = { api: string; html: string };

/** The pages of a pull request stay on github.com unless someone says otherwise: what is written in the demo looks real. */
export const REAL_PAGES = "https://github.com";
