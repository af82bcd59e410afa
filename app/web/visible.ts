/**
 * Characters that show nothing and change what is read: C0 but tab and line ends, zero-width (but the joiner inside an emoji), and
 * bidirectional marks. Where people look at what a model was sent, these are what an attack would hide in.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<!\p{Extended_Pictographic}\ufe0f?)\u200d/gu;

/** The text with each invisible character as its number: `‹U+202E›`. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
  });
}
