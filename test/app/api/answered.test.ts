import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { policyOf } from "../../../app/policies/policy-of.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { findPolicyAt, insertPolicy } from "../../../db/app/policies.ts";
import type { PolicyRow } from "../../../db/app/policy-tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import { apiClient, tokenFor } from "../../support/api-client.ts";
import { BRIEF, CHANNEL, NO_PREVIEW, startTestApp, type TestApp } from "../../support/app.ts";
import { served } from "../../support/served.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.pipelines.policyPreview = NO_PREVIEW;
});
afterAll(() => app?.stop());

test("what is answered is what was saved, also where another policy holds by then", async () => {
  const input = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  const { id, slug } = await saveProfile(app.deps, app.mira, input);
  const meanwhile: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const [row] = result.rows;
      if (row?.["profile_id"] === id && row["number"] === 1 && !(await findPolicyAt(app.db, id, 2))) {
        // Safe: the only rows with a profile and a number are those of policies.
        const theirs = { ...(row as PolicyRow), number: 2, policy: { docs: "omit" as const } };
        await inTransaction(app.db, (tx) => insertPolicy(tx, theirs));
      }
      return result;
    },
  };
  const racing = await served({ ...app.deps, db: app.db.withPlugin(meanwhile) });
  try {
    const put = apiClient(racing, await tokenFor(app.deps, app.tobi));
    const body = { policy: { docs: "cite" } };
    const answer = await put("PUT", `/profiles/${slug}/policy`, body, { "if-match": '"0"' });
    expect([answer.etag, JSON.parse(answer.text)]).toMatchObject(['"1"', { number: 1, policy: { docs: "cite" } }]);
    expect(await policyOf(app.db, id)).toMatchObject({ number: 2, policy: { docs: "omit" } });
  } finally {
    await racing.close();
  }
});
