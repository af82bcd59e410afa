import { lstatSync, mkdirSync, realpathSync } from "node:fs";

const GROUP_AND_OTHERS_WRITE = 0o022;

/** Who owns what we make. Where there are no such numbers (Windows) every file is 0's. */
export const ourId = (): number => process.getuid?.() ?? 0;

/**
 * The data folder, made where it is missing, as it really is.
 *
 * @throws {Error} in a sentence when it cannot be made, is another user's, or when everybody may write to it.
 */
export function dataFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(`The folder ${folder} cannot be made. Set PULSE_DATA to a folder of your own.`, { cause });
  }
  const real = realpathSync(folder);
  const { uid, mode } = lstatSync(real);
  if (uid !== ourId()) {
    throw new Error(`${folder} belongs to another user (${uid}). Set PULSE_DATA to a folder of your own.`);
  }
  if ((mode & 0o002) !== 0) {
    throw new Error(`Everybody may write to ${folder}. Run chmod go-w on it, or set PULSE_DATA to another folder.`);
  }
  return real;
}

/**
 * Whether this is a real folder of ours that nobody else can write to. A name under /tmp can be anybody's, and a link can lead
 * anywhere: what is not ours is neither used nor repaired.
 */
export function isOwn(path: string, owner = ourId()): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === owner && (found.mode & GROUP_AND_OTHERS_WRITE) === 0;
}
