const and = new Intl.ListFormat("en-GB", { type: "conjunction" });
const or = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** "a", "a and b", "a, b and c" */
export const listed = (parts: Iterable<string>): string => and.format(parts);

/** "a", "a or b", "a, b or c" */
export const eitherOf = (parts: Iterable<string>): string => or.format(parts);
