/** What stands behind the name of a model where a server names the very version: a date, a number of three digits, the newest, a file. */
const VERSION = /^(?:[-_:@](?:\d{3}[\d-]{0,20}|latest)|\.gguf)$/;

/**
 * Whether a server says that another model answered than was asked for. A path, a file's ending, capitals and the number of a version
 * are no other model.
 */
export function isOtherModel(asked: string, served: string): boolean {
  const [one, other] = [nameOf(asked), nameOf(served)];
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return !(short === long || (long.startsWith(short) && VERSION.test(long.slice(short.length))));
}

function nameOf(model: string): string {
  const name = model.trim().toLowerCase();
  return name.slice(name.lastIndexOf("/") + 1);
}
