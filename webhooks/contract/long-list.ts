import { z } from "zod";

/** After so many faults a list is not looked at any further. */
const MOST_FAULTS = 20;

/** A list that may be long. Its elements are read one by one, so that a hundred thousand wrong ones cost no more than twenty. */
export function longList<S extends z.ZodType>(element: S) {
  return z
    .array(z.unknown())
    .superRefine((all, context) => {
      let faults = 0;
      for (const [index, one] of all.entries()) {
        const issues = element.safeParse(one).error?.issues ?? [];
        for (const issue of issues) context.addIssue({ ...issue, path: [index, ...issue.path] });
        faults += issues.length;
        if (faults >= MOST_FAULTS) return;
      }
    })
    .pipe(z.array(element));
}
