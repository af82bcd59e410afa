import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { House } from "./house.ts";
import { asTypeScript } from "./templates.ts";

const ROOT = join(import.meta.dirname, "../..");
const WRITTEN = join(ROOT, "node_modules/.cache/templates");

const SETTINGS = {
  extends: join(ROOT, "tsconfig.json"),
  // What the renderer offers to all of them, few use.
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    // What a template's type imports stands in the house.
    rootDirs: [ROOT, WRITTEN],
    tsBuildInfoFile: join(WRITTEN, "tsconfig.tsbuildinfo"),
  },
  include: ["views/**/*.ts"],
  exclude: [],
};

/** What the type checker says of the templates: each with its place, as it stands in the template. */
export function typeFaults(house: House): string[] {
  rmSync(join(WRITTEN, "views"), { recursive: true, force: true });
  write("tsconfig.json", JSON.stringify(SETTINGS));
  for (const [path, text] of asTypeScript(house)) write(path, text);
  const { stdout } = spawnSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", WRITTEN, "--pretty", "false"], {
    cwd: WRITTEN,
    encoding: "utf8",
  });
  const said = stdout.split("\n").filter((line) => line !== "" && !line.startsWith(" "));
  return said.map((line) =>
    line
      .replace(/^(views\/.*)\.ts\((\d+),\d+\): error TS\d+: /, "$1.eta:$2 ")
      .replace(/^views\/drawn\.eta:\d+/, "app/web/views.ts"),
  );
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(WRITTEN, path)), { recursive: true });
  writeFileSync(join(WRITTEN, path), text);
}
