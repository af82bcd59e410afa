import { expect, test } from "vitest";
import { rolesSaidBy } from "../../../pipelines/text/attributes.ts";

const roleOf = rolesSaidBy(`
# What tools write.
schema.json linguist-generated
*.gen.ts linguist-generated=true
/assets/** linguist-vendored
**/snapshots/** linguist-generated
handbook/* linguist-documentation
/tools export-ignore
ci-*.yml export-ignore text=auto
*.md text eol=lf
src/[ab]*.ts linguist-generated
a*b*c linguist-generated
handbook/product.html -linguist-documentation
`);

test.each([
  ["schema.json", "made"],
  ["api/schema.json", "made"],
  ["src/parcels.gen.ts", "made"],
  ["assets/map/tile.js", "made"],
  ["web/assets/map.js", null],
  ["crates/parcels/snapshots/one.txt", "made"],
  ["handbook/index.html", "docs"],
  ["handbook/deep/index.html", null],
  ["tools", "workshop"],
  ["src/tools", null],
  ["deploy/ci-night.yml", "workshop"],
  ["README.md", null],
  ["src/app.ts", null],
])("%s is said to be %j", (path, role) => expect(roleOf(path)).toBe(role));

test("a pattern that is not understood, and a file without any, say nothing", () => {
  expect(rolesSaidBy("")("src/app.ts")).toBeNull();
  expect(roleOf("axbxc")).toBeNull();
  expect(roleOf("src/a.ts")).toBeNull();
});
