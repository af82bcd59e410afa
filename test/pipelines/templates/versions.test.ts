import { afterAll, beforeAll, expect, test } from "vitest";
import { digestOf, sha256 } from "../../../webhooks/contract/digest.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { pulls } from "../../support/made-repository.ts";
import { startMadeWorld, type MadeWorld } from "../../support/made-world.ts";
import { templateHouse } from "../../support/template-house.ts";

let world: MadeWorld;
let house: ReturnType<typeof templateHouse>;

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(3) });
  house = templateHouse(world);
});
afterAll(() => world?.end());

test("a fresh installation has one version in production, and says which code published it", async () => {
  const { name, built_in, versions, tags, moves } = await house.history();

  expect([name, built_in]).toEqual(["what-shipped", true]);
  expect(versions).toMatchObject([
    { version: 1, tags: ["production"], release: "0.1.0", note: "As released.", unfit: null, base: null },
  ]);
  expect(versions[0]!.commit ?? "").toMatch(/^([0-9a-f]{40})?$/);
  expect(tags).toMatchObject([{ tag: "production", version: 1, share: null, reason: "As released." }]);
  expect(moves).toMatchObject([{ tag: "production", from: null, to: 1 }]);
});

test("what people change of a version becomes the next one by its draft, and no tag moves", async () => {
  const { prompts } = await house.parts(1);
  const kept = await house.save(1, { prompts: { ...prompts, lead: "One sentence.\r\nNo more." } });
  expect(kept.body.draft).toMatchObject({ base: 1, faults: [], changed_by: "Mira" });

  expect(await house.differences("older=1")).toMatchObject({
    newer: null,
    differences: [{ field: "prompt lead", kind: "text", older: prompts["lead"], newer: "One sentence.\nNo more." }],
  });
  const { status, body } = await house.publish("A shorter opening");
  expect([status, body]).toMatchObject([200, { version: 2, made_by: "Mira", note: "A shorter opening", base: 1 }]);

  const { versions, tags } = await house.history();
  expect(versions.map(({ version }) => version)).toEqual([2, 1]);
  expect(tags).toMatchObject([{ tag: "production", version: 1 }]);
  expect((await house.draft()).draft).toBeNull();
});

test("a version's hash is that of its content, so one byte more is another version and the very same is none", async () => {
  const { body } = await world.pipelines.get<{ hash: string; spec: object }>("/run_templates/what-shipped@2");
  expect(body.hash).toBe(digestOf(body.spec));

  await house.save(2, {});
  expectProblem(await house.publish("Nothing new"), 409, "conflict");
  const { skills } = await house.parts(2);
  await house.save(2, { skills: { ...skills, voice: "Short sentences." } });
  await house.review("voice", sha256("Short sentences."));
  const third = (await house.publish("A skill")).body;
  await house.save(3, { skills: { voice: "Short sentences!" } });
  await house.review("voice", sha256("Short sentences!"));
  const fourth = (await house.publish("One byte of it")).body;

  expect([third.version, fourth.version]).toEqual([3, 4]);
  expect(third.hash).not.toBe(fourth.hash);
  expect(await house.differences("older=3&newer=4")).toMatchObject({
    differences: [{ field: "skill voice", older: "Short sentences.", newer: "Short sentences!" }],
  });
});

test("a skill is published only once somebody has read it as it stands", async () => {
  const before = await house.history();
  await house.save(1, { skills: { names: "People are called by their names." } });
  const problem = expectProblem(await house.publish("Names"), 422, "invalid");
  expect(problem.details).toMatchObject([{ path: "skills.names", code: "not_reviewed" }]);

  expectProblem(await house.review("names", sha256("Something else.")), 409, "conflict");
  expectProblem(await house.review("other", sha256("")), 404, "not_found");
  const read = await house.review("names", sha256("People are called by their names."));
  expect(read.body.draft?.skills).toEqual({ names: { by: "Mira", reviewed_by: "Lena" } });

  await house.save(1, { skills: { names: "People are called by their logins." } }, "Otto");
  expect((await house.draft()).draft?.skills).toEqual({ names: { by: "Otto", reviewed_by: null } });
  // How they stand may be looked at at any moment.
  const hashes = ({ versions }: typeof before) => versions.map(({ version, hash }) => `${version} ${hash}`);
  expect(hashes(await house.history())).toEqual(hashes(before));
});

test.each<[string, object, [path: string, code: string]]>([
  ["a prompt that nothing reads", { prompts: { strange: "Hello." } }, ["prompts.strange", "unknown_prompt"]],
  ["an empty prompt", { prompts: { voice: "   " } }, ["prompts.voice", "empty"]],
  [
    "a type without sections",
    { prompts: { "types/weekly_digest": "Tell it." } },
    ["prompts.types/weekly_digest", "no_sections"],
  ],
  [
    "a section of no kind",
    { prompts: { "types/weekly_digest": "---\nbig: Big\n---\nTell it." } },
    ["prompts.types/weekly_digest", "no_sections"],
  ],
  ["a skill for no job", { skills: { voice: "---\nfor: cooking\n---\nStir." } }, ["skills.voice", "unreadable"]],
  [
    "a skill whose header does not end",
    { skills: { voice: "---\nfor: writing\nStir." } },
    ["skills.voice", "unreadable"],
  ],
  ["a tool that there is not", { tools: ["delete_repository"] }, ["tools.0", "unknown_tool"]],
])("%s is kept in the draft, named, and not published", async (_what, change, [path, code]) => {
  const whole = await house.parts(1);
  const parts = { ...change } as Partial<typeof whole>;
  if (parts.prompts) parts.prompts = { ...whole.prompts, ...parts.prompts };
  const { body } = await house.save(1, parts);
  const fault = body.draft!.faults.find((one) => one.code !== "not_reviewed");
  expect(fault).toMatchObject({ path, code });
  const problem = expectProblem(await house.publish("No"), 422, "invalid");
  expect(problem.details?.map((one) => one.path)).toContain(path);
});

test.each<[string, object]>([
  ["a skill with a path out of its folder", { skills: { "../voice": "Hello." } }],
  ["a skill of a megabyte", { skills: { voice: "x".repeat(1_000_000) } }],
  ["a limit that nobody could pay", { limits: { tokens: 1e9 } }],
  ["no model at all", { models: [] }],
])("%s is refused where it comes in, and the draft stays as it is", async (_what, change) => {
  const before = await house.draft();
  expectProblem(await house.save(1, change as never), 422, "invalid");
  expect(await house.draft()).toEqual(before);
});

test("two people who change a draft at once: the second is told by whom, and changes nothing", async () => {
  const { number } = await house.draft();
  const parts = await house.parts(1);
  const put = (by: string) =>
    world.pipelines.ask("PUT", "/api/v1/run_templates/what-shipped/draft", { number, base: 1, parts, by });
  const answers = await Promise.all([put("Mira"), put("Lena")]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const problem = expectProblem(
    answers.find(({ status }) => status === 409)!,
    409,
    "conflict",
  );
  expect(problem.detail).toMatch(/^(Mira|Lena) changed the draft meanwhile\.$/);
});

test("a copy is a template of its own, whose versions are its own", async () => {
  const copied = { name: "customer-news", from: "what-shipped@2", description: "For customers.", by: "Mira" };
  const { body } = await world.pipelines.post<{ name: string; copied_from: string }>("/run_templates", copied);
  expect(body).toMatchObject({ name: "customer-news", built_in: false, copied_from: "what-shipped@2" });
  expectProblem(await world.pipelines.post("/run_templates", copied), 409, "conflict");
  expectProblem(await world.pipelines.post("/run_templates", { ...copied, name: "default" }), 422, "invalid");

  const own = templateHouse(world, "customer-news");
  expect(await own.versionWith("Speak to customers.")).toBe(2);
  expect((await own.history()).tags).toMatchObject([{ tag: "production", version: 1 }]);
  expect((await world.pipelines.get("/run_templates/default")).body).toMatchObject({ name: "what-shipped" });
});
