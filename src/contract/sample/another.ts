const alphabets = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ'];

/** The same text with its last letter or digit changed into another one of its kind, so that ids, addresses and times stay such. */
function anotherText(text: string): string {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return text.replace(/\d(?=(?:\.\d+)?(?:Z|[+-][\d:]+)$)/i, next);
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const other = next(text[at] ?? '');
    if (other !== text[at]) return text.slice(0, at) + other + text.slice(at + 1);
  }
  return `${text}x`;
}

function next(letter: string): string {
  const alphabet = alphabets.find((each) => each.includes(letter));
  return alphabet === undefined ? letter : (alphabet[(alphabet.indexOf(letter) + 1) % alphabet.length] ?? letter);
}

/** Another value of the same kind; of a list or an object, one in which every text and number is another. */
export function another(value: unknown): unknown {
  if (typeof value === 'string') return anotherText(value);
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.map(another);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, another(each)]));
}
