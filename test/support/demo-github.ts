import { expect } from "vitest";
import { startDemoGitHub } from "../../demo/github/server.ts";

type Asked = { path: string; query: string; status: number };
type Misbehaviour = { times?: number; delay_ms?: number; retry_after_s?: number };

export type TestGithub = {
  url: string;
  /** Makes the next requests whose path and query contain `route` go wrong. */
  fault: (route: string, fault: string, more?: Misbehaviour) => Promise<void>;
  /** Whether no fault waits any more: the requests that they were for have come. */
  faultsAreSpent: () => Promise<boolean>;
  /** Pushes a tag to the commit of another pull request; null: takes it away. */
  moveTag: (repo: string, tag: string, number: number | null) => Promise<void>;
  /** Everything that was asked for. */
  asked: () => Promise<Asked[]>;
  /** Requests for lists of pull requests that have ended; status 0: whoever asked had left. */
  lists: (repo: string) => Promise<Asked[]>;
  close: () => Promise<void>;
};

/** The stand-in for GitHub inside the test process, at the times of its data. */
export async function startTestGithub(data: readonly string[]): Promise<TestGithub> {
  const { url, close } = await startDemoGitHub({ data, shift: "none" });
  const asked = async () => ((await (await fetch(`${url}/_demo/requests`)).json()) as { log: Asked[] }).log;
  return {
    url,
    close,
    async fault(route, fault, more = {}) {
      const body = JSON.stringify({ route, fault, ...more });
      expect((await fetch(`${url}/_demo/faults`, { method: "POST", body })).status).toBe(201);
    },
    async moveTag(repo, tag, number) {
      const body = JSON.stringify({ repo, tag, number });
      expect((await fetch(`${url}/_demo/tags`, { method: "POST", body })).status).toBe(204);
    },
    async faultsAreSpent() {
      const faults = (await (await fetch(`${url}/_demo/faults`)).json()) as unknown[];
      return faults.length === 0;
    },
    asked,
    async lists(repo) {
      return (await asked()).filter(({ path }) => path === `/repos/${repo}/pulls`);
    },
  };
}

/** Which page a request for a list asked for. */
export const pageOf = ({ query }: Asked): number => Number(new URLSearchParams(query).get("page"));
