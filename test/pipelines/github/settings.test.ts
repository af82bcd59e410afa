import { expect, test } from "vitest";
import { pipelinesSettings, surroundings } from "../../../launch/settings.ts";
import { readConfig } from "../../../pipelines/config.ts";
import { foreignChild } from "../../../pipelines/github/spawn.ts";
import { wayTo } from "../../../pipelines/github/way.ts";
import { pipelinesEnv } from "../../support/pipelines.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const where = { databaseUrl: "postgresql://localhost/pulse", githubUrl: "http://127.0.0.1:1" };
const read = (env: Record<string, string>) => readConfig(pipelinesEnv({ ...where, env }));
const TOKEN = "ghp_a-token-for-tests";

test.each([
  ["github-mcp-server  stdio --read-only", ["github-mcp-server", "stdio", "--read-only"]],
  ['["/opt/my server", "stdio", ""]', ["/opt/my server", "stdio", ""]],
  ["", []],
])("a command is a program and its arguments, which no shell reads: %s", (given, expected) => {
  expect(read({ GITHUB_MCP_COMMAND: given }).GITHUB_MCP_COMMAND).toEqual(expected);
});

test.each([
  [{ GITHUB_MCP_COMMAND: "[]" }, "GITHUB_MCP_COMMAND: must be a program and its arguments"],
  [{ GITHUB_MCP_COMMAND: '["x", 1]' }, "GITHUB_MCP_COMMAND: must be a program and its arguments"],
  [{ GITHUB_MCP_URL: "mcp.example.com", GITHUB_TOKEN: TOKEN }, "GITHUB_MCP_URL: must be an address"],
  [{ OPENAI_BASE_URL: "localhost" }, "OPENAI_BASE_URL: must be an address"],
  [{ GITHUB_MCP_URL: "http://mcp.example.com/mcp/", GITHUB_TOKEN: TOKEN }, "GITHUB_MCP_URL: must begin with https"],
  [{ GITHUB_MCP_URL: "https://ada:x@mcp.example.com/", GITHUB_TOKEN: TOKEN }, "GITHUB_MCP_URL: must hold no name"],
  [{ GITHUB_MCP_URL: "https://mcp.example.com/mcp/" }, "GITHUB_TOKEN: must be the bearer"],
  [{ GITHUB_HOST: "https://github.example.com" }, "GITHUB_HOST: is for GITHUB_MCP_COMMAND alone"],
  [
    { GITHUB_MCP_COMMAND: "x", GITHUB_MCP_URL: "https://mcp.example.com/", GITHUB_TOKEN: TOKEN },
    "GITHUB_MCP_URL: is another way than GITHUB_MCP_COMMAND",
  ],
])("what cannot be meant is refused at the start, without a value: %j", (env, said) => {
  expect(() => read(env)).toThrow(said);
  expect(() => read(env)).not.toThrow(TOKEN);
});

test("an address may be plain on this machine alone", () => {
  const env = { GITHUB_MCP_URL: "http://127.0.0.1:8082/mcp/", GITHUB_TOKEN: TOKEN };

  expect(read(env).GITHUB_MCP_URL).toBe("http://127.0.0.1:8082/mcp/");
});

test("a command gets the token by its own name, what it needs of its machine, and nothing else of ours", () => {
  process.env["PULSE_API_KEY_FOR_TESTS"] = "secret";
  const settings = { token: TOKEN, apiUrl: "https://api.github.com", host: "https://github.example.com" };

  const { command, args, env = {} } = foreignChild(settings, ["github-mcp-server", "stdio"]);
  delete process.env["PULSE_API_KEY_FOR_TESTS"];

  expect([command, args]).toEqual(["github-mcp-server", ["stdio"]]);
  const given = Object.keys(env).filter((name) => env[name] !== undefined);
  expect(given.filter((name) => !/^(?:PATH|HOME|NODE_|SSL_|https?_|no_|HTTPS?_|NO_)/.test(name)).sort()).toEqual([
    "GITHUB_HOST",
    "GITHUB_PERSONAL_ACCESS_TOKEN",
  ]);
});

test("nothing set is our own server", () => {
  expect(wayTo({ token: null, apiUrl: "https://api.github.com", mcp: null }).by).toBe("own");
});

test("on one machine a command without a token reads the stand-in, and an address has none", async () => {
  const { path, remove } = temporaryFolder("surroundings");
  const command = await surroundings({ GITHUB_MCP_COMMAND: "github-mcp-server stdio" }, path);
  const address = await surroundings({ GITHUB_MCP_URL: "https://mcp.example.com/", GITHUB_TOKEN: TOKEN }, path);
  remove();

  const told = pipelinesSettings(command.around, "http://127.0.0.1:3000", "postgresql://x");
  expect(told).toMatchObject({ GITHUB_HOST: command.around.github, GITHUB_TOKEN: "demo" });
  expect(told["GITHUB_MCP_COMMAND"]).toBe("github-mcp-server stdio");
  expect(address.around.github).toBeNull();
});
