const longest = 200;
/** What starts a line, moves the cursor or turns the direction of a text. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text that an upstream chose, as it may be told: one short line. */
export const foreignText = (text: string): string => text.replaceAll(unprintable, '').slice(0, longest);
