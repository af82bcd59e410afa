import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import type { FoundModelsAnswer } from "../../webhooks/contract/model-tests.ts";
import type { BudgetAnswer, ModelsAnswer } from "../../webhooks/contract/runs.ts";
import type { Spending } from "../../webhooks/contract/spending.ts";
import { type PartLook, sayings } from "./found.ts";

const { ok, warn, fail } = sayings("model");

/** Who writes, what its newest test says, and whether anything keeps every run from it. */
export const lookAtModels: PartLook = async ({ pipelines }) => {
  const [offered, budget, found] = await Promise.all([pipelines.models(), pipelines.budget(), pipelines.foundModels()]);
  const models = offered.models.filter(({ kind }) => kind === "model");
  if (models.length === 0) return [ok("No model is set up: the rules write.")];
  return [writerCheck(offered), ...testCheck(offered, found), ...budgetChecks(budget)];
};

function writerCheck({ default: preferred, models }: ModelsAnswer): DoctorCheck {
  const one = models.find(({ id }) => id === preferred);
  return ok(`${preferred} writes where nobody chooses${one?.stand_in ? ": a stand-in on this machine" : ""}.`);
}

function testCheck({ default: preferred, server }: ModelsAnswer, { models }: FoundModelsAnswer): DoctorCheck[] {
  const test = models.find((one) => one.model === preferred && one.server === server)?.test;
  if (test?.state !== "done" || !test.result) return [];
  const { writes, sentence, problem } = test.result;
  return [writes ? ok(sentence) : fail(sentence, problem?.remedy ?? "Test it again under Connections.")];
}

function budgetChecks({ day, month, stopped, lost }: BudgetAnswer): DoctorCheck[] {
  const kept = [
    ...(stopped
      ? [warn(`${stopped.by} stopped all models: “${stopped.reason}”.`, "Allow them again under Connections.")]
      : []),
    ...fullCheck("day", day),
    ...fullCheck("month", month),
  ];
  const many = `${lost.calls} ${lost.calls === 1 ? "call" : "calls"} of this month never came back.`;
  const gone = lost.calls > 0 ? [warn(many, "Clear them under Connections, once it is known what they cost.")] : [];
  return [...(kept.length > 0 ? kept : [ok("The budget has room.")]), ...gone];
}

function fullCheck(period: "day" | "month", of: Spending): DoctorCheck[] {
  const { spent_usd, reserved_usd, cap_usd, tokens, cap_tokens } = of;
  const isSpent = cap_usd !== null && spent_usd + reserved_usd >= cap_usd;
  if (!isSpent && (cap_tokens === null || tokens < cap_tokens)) return [];
  return [warn(`The budget of this ${period} is used up: the rules write.`, "Wait for the next, or raise it.")];
}
