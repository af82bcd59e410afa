import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What mostly waits for processes, browsers and clocks, or computes for long: begun last, one core would have nothing left to do. */
const LONG = [
  /\/browser\/(walk|slack|run-page)/,
  /crash|kill|hung/,
  /\/launch\//,
  /expressions|surfaces/,
  /\/pipelines\/(agent\/|runs\.|tracing)/,
];

/** The order of a machine that has never run the suite: the long files first, then as Vitest orders them, by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = LONG.findIndex((long) => long.test(moduleId));
  return found === -1 ? LONG.length : found;
}
