import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { askWindow } from "../../../pipelines/models/ask-window.ts";

const KEY = "sk-canary-0123456789abcdef";

/** A server that tells these of itself, by path, and what it was asked for. */
async function telling(tells: Record<string, unknown>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const told = tells[request.url ?? ""];
    response.writeHead(told === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(typeof told === "string" ? told : JSON.stringify(told ?? {}));
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((closed) => void server.close(() => closed()));
  });
  // Safe: it listens on a port.
  const { port } = server.address() as { port: number };
  return { server: `http://127.0.0.1:${port}/v1`, asked };
}

const list = (...data: object[]) => ({ "/v1/models": { object: "list", data } });
const MODELS = "GET /v1/models";

test.each<[string, Record<string, unknown>, number | "nothing" | null, string[]]>([
  ["vLLM", list({ id: "m", owned_by: "vllm", max_model_len: 8_192 }), 8_192, [MODELS]],
  ["OpenRouter", list({ id: "x", context_length: 1_000 }, { id: "m", context_length: 131_072 }), 131_072, [MODELS]],
  ["Mistral", list({ id: "m", max_context_length: 32_768 }), 32_768, [MODELS]],
  ["Groq", list({ id: "m", owned_by: "Meta", context_window: 131_072 }), 131_072, [MODELS]],
  [
    "a newer llama.cpp, by the file that it serves",
    list({ id: "small.gguf", owned_by: "llamacpp", meta: { n_ctx: 4_096, n_ctx_train: 8_192 } }),
    4_096,
    [MODELS],
  ],
  [
    "an older llama.cpp",
    {
      ...list({ id: "small.gguf", owned_by: "llamacpp", meta: { n_ctx_train: 8_192 } }),
      "/props": { default_generation_settings: { n_ctx: 2_048 } },
    },
    2_048,
    [MODELS, "GET /props"],
  ],
  [
    "Ollama with the model loaded",
    {
      ...list({ id: "m:8b", owned_by: "library" }, { id: "m", owned_by: "library" }),
      "/api/ps": { models: [{ name: "m:latest", context_length: 4_096 }] },
    },
    4_096,
    [MODELS, "GET /api/ps"],
  ],
  [
    "Ollama with a window of its Modelfile",
    {
      ...list({ id: "m", owned_by: "library" }),
      "/api/ps": { models: [] },
      "/api/show": { parameters: 'stop           "<end>"\nnum_ctx        16384' },
    },
    16_384,
    [MODELS, "GET /api/ps", "POST /api/show"],
  ],
  [
    "Ollama that has not loaded it: another time",
    { ...list({ id: "m", owned_by: "library" }), "/api/ps": { models: [] } },
    null,
    [MODELS, "GET /api/ps", "POST /api/show"],
  ],
  [
    "LM Studio, of what is loaded and not of what could be",
    {
      ...list({ id: "m", owned_by: "organization_owner" }),
      "/api/v0/models": { data: [{ id: "m", max_context_length: 131_072, loaded_context_length: 4_096 }] },
    },
    4_096,
    [MODELS, "GET /api/v0/models"],
  ],
  ["a server that does not know the model", list({ id: "a" }, { id: "b", max_model_len: 4_096 }), "nothing", [MODELS]],
  ["a server that has no list", {}, "nothing", [MODELS]],
  ["a server that answers with a page", { "/v1/models": "<h1>Welcome</h1>" }, "nothing", [MODELS]],
  ["a server that tells nonsense", list({ id: "m", max_model_len: -1, context_length: "many" }), "nothing", [MODELS]],
  ["a list of half an object", { "/v1/models": '{"data":[{"id":"m"' }, "nothing", [MODELS]],
])("%s", async (_server, tells, window, questions) => {
  const { server, asked } = await telling(tells);
  expect(await askWindow({ server, key: KEY }, "m")).toBe(window);
  expect(asked).toEqual(questions);
});

test("a server that is not there is asked another time, and OpenAI and Azure never", async () => {
  expect(await askWindow({ server: "http://127.0.0.1:9/v1", key: null }, "m")).toBeNull();
  expect(await askWindow({ server: "https://api.openai.com/v1", key: KEY }, "m")).toBe("nothing");
  expect(await askWindow({ server: "https://acme.openai.azure.com/openai/v1", key: KEY }, "m")).toBe("nothing");
});
