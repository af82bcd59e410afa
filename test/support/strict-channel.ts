import { DEFAULT_RULES } from "../../app/people/policy.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { ApprovalRules } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, TEXT } from "./app.ts";
import { browseAsMira } from "./browse.ts";

const STRICT = { id: "C0STRICT", name: "strict" };

export type StrictChannel = Awaited<ReturnType<typeof startStrictChannel>>;

/** A draft for a channel that somebody else approves for, and Mira’s browser. */
export async function startStrictChannel() {
  const channels = [CHANNEL, STRICT].map((one) => ({ ...one, is_private: false, is_member: true, num_members: 214 }));
  const app = await startTestApp({ slack: { ...noSlack, channels: async () => channels } });
  await saveStrict({ approvers: [app.tobi.id!] });
  const update = await app.written(TEXT, { channel: STRICT });
  const browse = await browseAsMira(app.deps);

  async function saveStrict(rules: Partial<ApprovalRules>): Promise<void> {
    const values = { name: "Customer news", time_zone: "UTC", channel: STRICT, brief: BRIEF };
    await saveProfile(app.deps, app.mira, { ...values, approval: { ...DEFAULT_RULES, ...rules } });
  }
  const page = async (path: string) => (await browse(path)).text();
  return {
    app,
    browse,
    update,
    saveStrict,
    page,
    async stop() {
      await app.stop();
    },
  };
}
