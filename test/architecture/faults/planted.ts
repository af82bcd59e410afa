/** A fault that nobody made: files as they would be, and what is said of them. */
export type Planted = Readonly<Record<string, string | null | ((text: string) => string)>>;

/** For each rule, by its name, what breaks it in each of its ways. */
export type Faults = Readonly<Record<string, Record<string, { planted: Planted; says: string }>>>;

/** A file with a line more in front. */
export const importing =
  (line: string) =>
  (text: string): string =>
    `${line}\n${text}`;

/** A package.json with a library more. */
export const adding =
  (section: string, name: string, version = "1.2.3") =>
  (text: string): string => {
    const read = JSON.parse(text);
    return JSON.stringify({ ...read, [section]: { ...read[section], [name]: version } });
  };
