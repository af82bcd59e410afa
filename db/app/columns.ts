/** A Slack channel as it was chosen: the id is what counts, the name is for people. */
export type Channel = { id: string; name: string };

/** What the evidence of a text has by now that the text does not. */
export type Reread = {
  /** What the text tells of and somebody took back since. */
  reverted: { pr: string; by: string }[];
  /** What came into the same branches after its window, or late into it. */
  merged: string[];
  /** Where the window ended that it was written for. */
  until: string;
};
