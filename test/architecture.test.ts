import { expect, test } from "vitest";
import { IMPORTS } from "./architecture/faults/imports.ts";
import { PAGES } from "./architecture/faults/pages.ts";
import type { Planted } from "./architecture/faults/planted.ts";
import { TEXTS } from "./architecture/faults/texts.ts";
import { readHouse, type House, type Rule } from "./architecture/house.ts";
import { circles, climbs, strangers } from "./architecture/imports.ts";
import { exportsOfNothing } from "./architecture/exports.ts";
import { awayFromHome, looseHomes } from "./architecture/libraries.ts";
import { namesakes } from "./architecture/names.ts";
import { operationsTogether } from "./architecture/operations.ts";
import { namesOfNothing, pagesForNobody } from "./architecture/pages.ts";
import { longLines, untyped } from "./architecture/templates.ts";
import { typeFaults } from "./architecture/template-types.ts";
import * as texts from "./architecture/texts.ts";
import { partedVersions } from "./architecture/versions.ts";

const house = readHouse();
const FAULTS = { ...IMPORTS, ...TEXTS, ...PAGES };

/** The rules of the house. Who may import whom stands in architecture/floors.ts, where each library lives in architecture/homes.ts. */
const RULES: Readonly<Record<string, Rule>> = {
  "a room imports only what it may": strangers,
  "nothing imports in a circle": circles,
  "a file imports from its own room and the floors below": climbs,
  "a library is used only at home": awayFromHome,
  "each library has a home, and none that it does not need": looseHomes,
  "what is exported is imported somewhere": exportsOfNothing,
  "what is exported has one name, and the name one meaning": namesakes,
  "an operation has a file of its own": operationsTogether,
  "the environment is read in the configs and by the launcher alone": texts.environmentReaders,
  "queries are built in db alone": texts.queriesElsewhere,
  "a date is written in one way": texts.datesElsewhere,
  "no file is too long": texts.longFiles,
  "no function is too long": texts.longFunctions,
  "no literal is spread into a literal": texts.literalsInLiterals,
  "a doc comment stands over something": texts.orphanedComments,
  "a limit stands in one place": texts.twinLimits,
  "what the contract limits is limited nowhere else": texts.limitsAgain,
  "no template says a limit itself": texts.limitsInTemplates,
  "no line of a view is too long": longLines,
  "a template begins with the type of what it is given": untyped,
  "versions are exact, and the lock names no registry": texts.looseVersions,
  "pages for people name what is there": namesOfNothing,
  "pages and pictures are led to": pagesForNobody,
  "the package, its CHANGELOG and the template are of one version": partedVersions,
};

const said = new Map(Object.entries(RULES).map(([name, rule]) => [name, rule(house)]));

test.each([...said])("%s", (_name, faults) => {
  expect(faults, faults.join("\n")).toEqual([]);
});

test("each rule is tried with faults that are planted", () => {
  expect(Object.keys(FAULTS)).toEqual(Object.keys(RULES));
});

const planted = Object.entries(FAULTS).flatMap(([name, faults]) =>
  Object.entries(faults).map(([fault, one]) => ({ name, fault, ...one })),
);

test.each(planted)("“$name” says of $fault what to do", ({ name, planted, says }) => {
  const found = RULES[name]?.(withPlanted(planted));
  expect(found?.filter((one) => !said.get(name)?.includes(one))).toEqual([says]);
});

/** The house as it would be; nothing is written. */
function withPlanted(planted: Planted): House {
  const changed = new Map(house);
  for (const [path, change] of Object.entries(planted)) {
    if (change === null) changed.delete(path);
    else changed.set(path, typeof change === "string" ? change : change(house.get(path) ?? ""));
  }
  return changed;
}

test("a template uses what it is given, and gives to each that it includes what that one needs", () => {
  const of = (name: string) => house.get(`views/${name}.eta`) ?? "";
  const misused = withPlanted({
    "views/updates/planted/asks.eta": `${of("parts/field-error")}<%= it.mistake %>\n`,
    "views/updates/planted/misses.eta": `${of("updates/draft/saved")}<%= it.refused %>\n`,
    "views/updates/planted/includes.eta": "<%/* it: { id: string } */%>\n<%~ include('/parts/field-error') %>\n",
    "views/updates/planted/gives.eta": "<%/* it: object */%>\n<%~ include('/parts/waiting', { waiting: '3' }) %>\n",
  });
  expect(typeFaults(misused)).toEqual([
    "views/updates/planted/asks.eta:5 Property 'mistake' does not exist on type 'It & { shell: Shell; }'.",
    "views/updates/planted/gives.eta:2 Type 'string' is not assignable to type 'never'.",
    "views/updates/planted/includes.eta:2 Expected 2 arguments, but got 1.",
    "views/updates/planted/misses.eta:28 Argument of type '{ message: string; remedy: string; } | null' is not assignable to parameter of type 'string | number'.",
  ]);
});
