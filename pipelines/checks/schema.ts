import type { Finding } from "../../webhooks/contract/finding.ts";
import { type Report, report as reportSchema } from "../../webhooks/contract/report.ts";
import { withoutSecrets } from "../text/secrets.ts";
import { found } from "./finding.ts";

type Read = { report: Report | null; findings: Finding[] };

/** H1: the answer is a report, whole and with nothing beside it. */
export function readReport(value: unknown): Read {
  const read = reportSchema.safeParse(value);
  if (read.success) return { report: read.data, findings: emptyTexts(read.data) };
  const findings = read.error.issues.map(({ path, message }) => {
    const where = path.join(".") || "the answer";
    return broken(where, `${where}: ${message}.`, "Answer with the fields of the report, and with no others.");
  });
  return { report: null, findings };
}

function emptyTexts({ headline, items }: Report): Finding[] {
  const texts = [
    { where: "headline", text: headline },
    ...items.map(({ text }, index) => ({ where: `items.${index}.text`, text })),
  ];
  return texts
    .filter(({ text }) => text.trim() === "")
    .map(({ where }) => broken(where, `${where} is empty.`, "Write a sentence there, or take the item out."));
}

function broken(where: string, message: string, fix: string): Finding {
  return found({ check: "H1", severity: "fault", message: withoutSecrets(message), fix, about: `${where} ${message}` });
}
