import { isIn, productOf, type House } from "./house.ts";

const EXPORTED = /^export (?:async )?(?:function\*?|const|let|class|type) (\w+)/gm;
/** `true` and numbers are values; a name is somebody else's. */
const ALIAS = /^export const (\w+) = (?!(?:true|false|null)\b)([a-z_]\w*(?:\.\w+)?);$/gim;
const LIST = "test/architecture/names.ts";

/** Alike on purpose: the same thing, once for each that has one. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  // A process of its own each.
  Config: ["app/config.ts", "pipelines/config.ts"],
  Deps: ["app/deps.ts", "pipelines/deps.ts"],
  dependenciesOf: ["app/ready.ts", "pipelines/ready.ts"],
  openQueues: ["app/jobs.ts", "pipelines/jobs.ts"],
  readConfig: ["app/config.ts", "pipelines/config.ts"],
  runRoutes: ["app/web/runs/runs.ts", "pipelines/api/runs.ts"],
  Settings: ["app/deps.ts", "pipelines/deps.ts"],
  SWEEP: ["app/job-names.ts", "pipelines/job-names.ts"],
  workJobs: ["app/jobs.ts", "pipelines/jobs.ts"],
  // Tables of its own each.
  Db: ["db/app/tables.ts", "db/pipelines/tables.ts"],
  Tx: ["db/app/tables.ts", "db/pipelines/tables.ts"],
  migrations: ["db/app/migrations/index.ts", "db/pipelines/migrations/index.ts"],
  up: ["db/app/migrations", "db/pipelines/migrations"],
};

/**
 * What is exported to all of the house has one name, and the name one meaning. Each stand-in of `demo` imitates a world of its own.
 */
export function namesakes(house: House): string[] {
  const exported = new Map<string, string[]>();
  const files = productOf(house).filter((path) => !isIn("demo")(path));
  for (const file of files) {
    for (const [, name = ""] of (house.get(file) ?? "").matchAll(EXPORTED)) {
      exported.set(name, [...(exported.get(name) ?? []), file]);
    }
  }
  const isAlike = (name: string, file: string) => (ALIKE[name] ?? []).some((one) => isIn(one)(file));
  const again = [...exported].flatMap(([name, places]) => {
    const first = places.find((file) => isAlike(name, file)) ?? places[0];
    return places
      .filter((file) => file !== first && !isAlike(name, file))
      .map((file) => `${file} exports ${name}, as ${first} does: call each for what it is.`);
  });
  const aliases = files.flatMap((file) =>
    [...(house.get(file) ?? "").matchAll(ALIAS)].map(
      ([, name, other]) => `${file} exports ${name}, which is ${other}: let that be imported.`,
    ),
  );
  const gone = Object.entries(ALIKE).flatMap(([name, places]) =>
    places
      .filter((place) => !exported.get(name)?.some(isIn(place)))
      .map((place) => `${place} exports no ${name} any more: take it off the list in ${LIST}.`),
  );
  return [...again, ...aliases, ...gone];
}
