import type { BriefForm } from "../../updates/brief-form.ts";
import { field, type Fields } from "../page/context.ts";

/** "without_announced" takes everything out that was told before, "with_announced" puts it back; anything else leaves the form as it is. */
export function withAnnounced(form: BriefForm, fields: Fields): BriefForm {
  const announced = new Set(field(fields, "announced").split(/\s+/).filter(Boolean));
  const others = form.ignored_prs.filter((pr) => !announced.has(pr));
  switch (field(fields, "do")) {
    case "without_announced":
      return { ...form, ignored_prs: [...others, ...announced] };
    case "with_announced":
      return { ...form, ignored_prs: others };
    default:
      return form;
  }
}
