import type { ProfilePreview } from "../webhooks/contract/app-api.ts";
import type { PolicyParts } from "../webhooks/contract/policy.ts";
import type { PolicyMove, PolicyPlace, RuleUse } from "../webhooks/contract/policy-preview.ts";
import { ruleText } from "../webhooks/contract/policy-text.ts";
import { windowText } from "../webhooks/contract/window-text.ts";
import { faultLines } from "./fault-text.ts";
import { pullsText, pullText } from "./pulls-text.ts";
import { bold, dim, onOneLine, red } from "./say.ts";

/** Of a window; `--json` has all of them. */
const MOST_MOVES = 12;

/** What a policy would do, as one reads it from the top: windows, then rules, then what keeps it from being saved. */
export function previewLines(
  { faults, windows, rules, missing, empties }: ProfilePreview,
  policy: PolicyParts,
): string[] {
  if (faults.length > 0) return [red("This policy cannot be kept."), ...faultLines(faults)];
  if (windows.length === 0) return ["This profile has no window yet that was read: write an update with it first."];
  const emptied = windows.filter(({ run_id }) => empties.includes(run_id));
  return [
    ...windows.flatMap(windowLines),
    ...rules.flatMap((use) => ruleLines(use, policy, windows.length)),
    ...(missing.length > 0 ? [dim(`What was read in ${missing.length} more is not there any longer.`)] : []),
    ...emptied.map(({ timeframe }) => red(`With this policy ${windowText(timeframe, "short")} would tell nothing.`)),
  ];
}

function windowLines({ timeframe, merged, told, moves }: ProfilePreview["windows"][number]): string[] {
  const now =
    told.before === told.after ? `${told.after} told, as before` : `${told.after} told, ${told.before} before`;
  const head = `${bold(windowText(timeframe, "short"))}: ${merged} merged, ${now}`;
  const more = moves.length - MOST_MOVES;
  return [
    head,
    ...moves.slice(0, MOST_MOVES).map(moveLine),
    ...(moves.length === 0 ? [dim("  Nothing moves.")] : []),
    ...(more > 0 ? [dim(`  and ${more} more (--json has all)`)] : []),
  ];
}

function moveLine({ from, to, rule, ...pull }: PolicyMove): string {
  const because = rule === null ? "" : dim(` (rule ${rule})`);
  return `  ${placeText(from)} → ${placeText(to)}: ${pullText(pull)}${because}`;
}

function placeText({ disposition, section }: PolicyPlace): string {
  if (disposition === "cite") return section ? `told under ${onOneLine(section)}` : "told";
  return { group: "grouped", omit: "left out", cancelled: "taken back" }[disposition];
}

/** Of a rule only what somebody has to know who wrote it. */
function ruleLines(
  { number, fits, decides, contradicts, unknown, hides }: RuleUse,
  policy: PolicyParts,
  windows: number,
) {
  const said = [
    ...(fits === 0 ? [`It fits nothing in ${windows === 1 ? "this window" : `these ${windows} windows`}.`] : []),
    ...unknown.map(({ value, nearest }) => {
      const near = nearest === null ? "" : `; “${onOneLine(nearest)}” is near`;
      return `Nothing here has “${onOneLine(value)}”${near}.`;
    }),
    ...(fits > 0 && decides === 0 ? [`Earlier rules decide all ${fits} that it fits.`] : []),
    ...(contradicts.length > 0 ? [`An earlier rule says otherwise of ${pullsText(contradicts)}.`] : []),
    ...(hides.length > 0 ? [`Breaking or security changes that it leaves untold: ${pullsText(hides)}.`] : []),
  ];
  if (said.length === 0) return [];
  const rule = policy.rules?.[number - 1];
  return [
    `${bold(`Rule ${number}`)}${rule ? `: ${onOneLine(ruleText(rule))}` : ""}`,
    ...said.map((text) => `  ${text}`),
  ];
}
