/** How what was told compares with what people announced; each from 0 to 1. */
export type Score = { precision: number; recall: number; f1: number };

/** How often both agree, and how often only one of them tells. */
export type Counts = { both: number; told: number; announced: number };

export function countsOf(told: ReadonlySet<number>, announced: ReadonlySet<number>): Counts {
  return {
    both: [...told].filter((number) => announced.has(number)).length,
    told: told.size,
    announced: announced.size,
  };
}

/** Where nothing was told nothing was told wrongly, and where nothing was announced nothing is missing. */
export function scoreOf({ both, told, announced }: Counts): Score {
  const precision = told === 0 ? 1 : both / told;
  const recall = announced === 0 ? 1 : both / announced;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Over all windows as if they were one. */
export function pooled(all: readonly Counts[]): Counts {
  const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0);
  return { both: sum("both"), told: sum("told"), announced: sum("announced") };
}
