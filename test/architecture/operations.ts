import { isIn, productOf, type House } from "./house.ts";

/** The rooms of nouns: what can be done to each. */
const ROOMS = ["delivery", "models", "people", "policies", "profiles", "schedules", "updates"].map(
  (room) => `app/${room}`,
);
const OPERATION = /^export async function (\w+)/gm;
const LIST = "test/architecture/operations.ts";

/** No operations: what each of them begins with. */
const TOGETHER = [
  "app/people/require-may.ts",
  "app/updates/change-state.ts",
  "app/updates/require-may.ts",
  "app/updates/reread.ts",
];

/** Whoever looks for what can be done finds it in the list of files. */
export function operationsTogether(house: House): string[] {
  const files = productOf(house).filter((path) => ROOMS.some((room) => isIn(room)(path)));
  const several = files.flatMap((file) => {
    const names = [...(house.get(file) ?? "").matchAll(OPERATION)].map(([, name = ""]) => name);
    return names.length > 1 ? [{ file, names }] : [];
  });
  const gone = TOGETHER.filter((file) => !several.some((one) => one.file === file));
  return [
    ...several
      .filter(({ file }) => !TOGETHER.includes(file))
      .map(({ file, names }) => `${file} exports ${names.join(", ")}: give each operation a file that is called so.`),
    ...gone.map((file) => `${file} holds one operation, or none: take it off the list in ${LIST}.`),
  ];
}
