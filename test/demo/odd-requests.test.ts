import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemoGitHub } from "../../demo/github/server.ts";
import { startDemoModel } from "../../demo/model/server.ts";
import { startDemoSlack } from "../../demo/slack/server.ts";
import fc from "../support/chance.ts";
import { hostileText } from "../support/from-schema.ts";

const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 200);
const DATA = new URL("../../demo/data", import.meta.url).pathname;

let slack: Awaited<ReturnType<typeof startDemoSlack>>;
let github: Awaited<ReturnType<typeof startDemoGitHub>>;
let model: Awaited<ReturnType<typeof startDemoModel>>;
beforeAll(async () => {
  [slack, github, model] = await Promise.all([
    startDemoSlack({ rate: "off", ack_ms: 50 }),
    startDemoGitHub({ data: [DATA], shift: "none", htmlUrl: "self" }),
    startDemoModel(),
  ]);
});
afterAll(() => Promise.all([slack.stop(), github.close(), model.close()]));

/** A door with holes that are filled with odd texts. */
const SLACK = [
  "GET /archives/{}",
  "GET /archives/{}/p{}",
  "GET /archives/C0ENG?thread={}&at={}",
  "GET /home",
  "GET /requests",
  "GET /static/{}",
  "GET /{}",
  "POST /act/line channel={}&line={}&back={}",
  "POST /act/click channel=C0ENG&ts={}&which={}&back={}",
  "POST /act/as person={}&back={}",
  "POST /act/view view_id={}&do={}&back={}",
  "POST /act/home which={}&back={}",
  "POST /act/shortcut callback_id={}&channel={}&ts={}",
  "POST /api/{} token=xoxb-demo",
  "POST /api/chat.postMessage token=xoxb-demo&channel=C0ENG&text={}&blocks={}&thread_ts={}",
  "POST /api/conversations.history token=xoxb-demo&channel={}&cursor={}&limit={}&oldest={}",
  "GET /api/users.info?token=xoxb-demo&user={}",
  "POST /api/conversations.list token=xoxb-demo&cursor={}&limit={}&types={}",
  "POST /api/views.open token=xoxb-demo&trigger_id={}&view={}",
  "POST /api/openid.connect.token client_id={}&client_secret={}&code={}",
  "POST /response/{} {}",
  "GET /openid/connect/keys",
  "GET /openid/connect/authorize?client_id={}&redirect_uri={}&scope={}&as={}&state={}",
  "GET /oauth/v2/authorize?client_id=demo.pulse&redirect_uri={}",
];
const GITHUB = [
  "GET /{}/{}",
  "GET /acme/harbor/pull/{}",
  "GET /repos/{}/{}",
  "GET /repos/acme/harbor/pulls?state={}&page={}&per_page={}&base={}&sort={}",
  "GET /repos/acme/harbor/pulls/{}",
  "GET /repos/acme/harbor/pulls/{}/files?page={}",
  "GET /repos/acme/harbor/issues/{}",
  "GET /user/repos?page={}",
  "GET /repos/acme/harbor/branches/{}",
  "GET /search/repositories?q={}&page={}",
  "GET /api/v3/repos/{}/{}/pulls",
  "POST /_demo/faults {}",
  "POST /_demo/touch {}",
];
const MODEL = [
  "GET /v1/models/{}",
  "POST /v1/chat/completions {}",
  "POST /v1/{} {}",
  "POST /_demo/faults {}",
  "POST /_demo/script {}",
  "GET /{}",
];

test.each([
  ["Slack", SLACK, () => slack.url],
  ["GitHub", GITHUB, () => github.url],
  ["the model", MODEL, () => model.url],
])(
  "whatever the stand-in for %s is asked, it never breaks",
  { timeout: 45_000 + REQUESTS * 30 },
  async (_, doors, at) => {
    const types = [
      "application/x-www-form-urlencoded",
      "application/json",
      "multipart/form-data",
      "multipart/form-data; boundary=x",
      "text/plain",
      "",
    ];
    const part = fc.oneof(
      hostileText,
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...doors),
        fc.array(part, { minLength: 6, maxLength: 6 }),
        fc.constantFrom(...types),
        async (door, parts, type) => {
          const [method = "", path = "", body = ""] = door.split(" ");
          const texts = [...parts];
          // Forms and addresses are encoded, a body that is one text is not.
          const address = path.replaceAll("{}", () =>
            encodeURIComponent((texts.pop() ?? "").toWellFormed()).slice(0, 3_000),
          );
          const text =
            body === "{}"
              ? (texts.pop() ?? "")
              : body.replaceAll("{}", () => encodeURIComponent((texts.pop() ?? "").toWellFormed()));
          const status = await ask(`${at()}${address.startsWith("//") ? "/x" : address}`, method, type, text);
          expect(status, `${method} ${address} ${type} ${text}`.slice(0, 300)).toBeLessThan(500);
        },
      ),
      { numRuns: REQUESTS },
    );
  },
);

function ask(url: string, method: string, type: string, body: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf("/", "http://".length));
  return new Promise((answered, failed) => {
    const headers = { ...(method === "POST" && { "content-type": type }) };
    const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      answer.resume();
      answer.on("end", () => answered(answer.statusCode ?? 0));
      answer.on("error", failed);
    });
    sent.on("error", failed);
    sent.end(method === "POST" ? body : undefined);
  });
}
