import { changePart, replaceParts, type NewPart } from "../../db/app/deliveries.ts";
import type { DeliveryPart, PartShape, Update } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { jobActor, type Deps } from "../deps.ts";
import { plainer } from "../message/forms.ts";
import type { Outcome } from "../ports/slack.ts";
import { audit } from "../updates/change-state.ts";
import { refuse } from "./refuse.ts";

/**
 * Slack did not take a part as it is, so it certainly is not there: the same words go out in a plainer form, or as several messages.
 * What was approved stays as it was stored; the change of form is in the audit trail.
 */
export async function reshape(
  deps: Deps,
  update: Update,
  part: DeliveryPart,
  parts: readonly DeliveryPart[],
  { misfit, code, problem }: Extract<Outcome, { kind: "misfit" }>,
): Promise<"go on" | null> {
  const shapes = part.effect === "delete" ? null : plainer(part.payload, part.shape, misfit);
  const [first] = shapes ?? [];
  if (!shapes || !first) return refuse(deps, update, part, problem);
  await inTransaction(deps.db, async (tx) => {
    if (shapes.length === 1) await changePart(tx, part, ["sending"], { state: "ready", shape: first });
    else await replaceParts(tx, part, spread(part, parts, shapes));
    const detail = { part: part.part, code, form: first.form, messages: shapes.length };
    await audit(tx, jobActor(update.team_id), update, "update.reshaped", detail);
  });
  return "go on";
}

/** The words of this part and of those after it, laid anew over the messages that stand; what is left over is posted. */
function spread(part: DeliveryPart, parts: readonly DeliveryPart[], shapes: readonly PartShape[]): NewPart[] {
  const rest = parts.filter((one) => one.part >= part.part);
  const [{ payload, digest }, ...later] = [part, ...rest.slice(1)];
  const words = [
    ...shapes.map((shape) => ({ payload, digest, shape })),
    ...later.filter(({ effect }) => effect !== "delete"),
  ];
  const standing = rest.filter(({ effect }) => effect !== "post");
  const laid = words.map(({ payload: said, digest: of, shape }, index): NewPart => {
    const ts = standing[index]?.ts ?? null;
    return { payload: said, digest: of, shape, ts, effect: ts ? "update" : "post" };
  });
  const surplus = standing.slice(words.length).map((one): NewPart => ({
    payload: one.payload,
    digest: one.digest,
    ts: one.ts,
    effect: "delete",
  }));
  return [...laid, ...surplus];
}
