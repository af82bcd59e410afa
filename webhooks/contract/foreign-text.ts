/**
 * How much of a stranger's text is kept, in characters. It is cut at the one door where it enters, after everything was taken out of
 * the whole of it that stands anywhere in it: trailers, footers, reverts. Whatever comes later meets nothing longer.
 *
 * @source GitHub: titles have at most 256 characters, labels 50, descriptions 65,536.
 */
export const KEPT_CHARS = {
  title: 400,
  /** Of a description, in the evidence. */
  body: 4_000,
  /** Of a label or a login. */
  label: 100,
  /** Of the path of a changed file. */
  path: 400,
  /** Of a file that tells what changed: a changelog's newest entries stand first. */
  file: 65_536,
  /** Of what an author tells the users in a changelog. */
  entry: 1_000,
  /** Of a co-author's name. */
  coAuthor: 80,
  /** Of each text in a model's answer. */
  modelText: 4_000,
  /** Of a pull request's number as a model writes it, with its repository. */
  reference: 200,
} as const;

/** GitHub itself takes no more labels; more people than these never wrote one change, and more paths tell nothing new of it. */
export const MOST_KEPT = { labels: 100, coAuthors: 100, files: 100, closes: 20, entries: 20 } as const;
