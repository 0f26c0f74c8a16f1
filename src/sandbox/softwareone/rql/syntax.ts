import { QueryMistake } from './expression.ts';

/** The bare syntax of RQL, before names get a meaning. */
export type Node =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'call'; readonly name: string; readonly items: readonly Item[] }
  | { readonly kind: 'equals'; readonly left: Node; readonly right: Node };

/** A node and how it is joined to the one before it. */
export interface Item {
  readonly joined: 'and' | 'or';
  readonly node: Node;
}

const joints: Readonly<Record<string, 'and' | 'or'>> = { ',': 'and', '&': 'and', ';': 'or', '|': 'or' };
const quotes = ['"', "'"];

/** Reads a decoded filter into its syntax tree. Spaces count: the vendor trims nothing. */
export function readSyntax(text: string): readonly Item[] {
  const reader = new Reader(text);
  const items = reader.items();
  if (!reader.ended) throw new QueryMistake(text, 'Unexpected closing parenthesis.');
  return items;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Everything up to the end or to a closing parenthesis, which stays unread. */
  items(): Item[] {
    const items: Item[] = [];
    let joined: 'and' | 'or' = 'and';
    while (!this.ended && this.#next !== ')') {
      const joint = joints[this.#next];
      if (joint === undefined) {
        items.push({ joined, node: this.#node() });
      } else {
        joined = joint;
        this.#at += 1;
      }
    }
    return items;
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  #node(): Node {
    const left = this.#simple();
    if (this.#next !== '=') return left;
    this.#at += 1;
    return { kind: 'equals', left, right: this.#simple() };
  }

  #simple(): Node {
    if (quotes.includes(this.#next)) return this.#quoted();
    const text = this.#plain();
    if (this.#next !== '(') return { kind: 'word', text, quoted: false };
    this.#at += 1;
    const items = this.items();
    if (this.ended) throw new QueryMistake(text, 'The parenthesis is never closed.');
    this.#at += 1;
    return { kind: 'call', name: text.toLowerCase(), items };
  }

  #plain(): string {
    const from = this.#at;
    while (!this.ended && this.#next !== '(' && !this.#delimits()) {
      // inferred: a quotation mark inside a bare word is refused; the vendor's own reading of it is accidental
      if (quotes.includes(this.#next)) throw this.#misplaced(from);
      this.#at += 1;
    }
    return this.#text.slice(from, this.#at);
  }

  /** There is no escape: a value that holds one kind of quotation mark is enclosed in the other kind. */
  #quoted(): Node {
    const from = this.#at;
    const end = this.#text.indexOf(this.#next, from + 1);
    if (end < 0) throw new QueryMistake(this.#text.slice(from), 'The quotation is never closed.');
    this.#at = end + 1;
    if (!this.ended && !this.#delimits()) throw this.#misplaced(from);
    return { kind: 'word', text: this.#text.slice(from + 1, end), quoted: true };
  }

  #delimits(): boolean {
    return this.#next === ')' || this.#next === '=' || joints[this.#next] !== undefined;
  }

  #misplaced(from: number): QueryMistake {
    return new QueryMistake(this.#text.slice(from), 'A quotation mark must enclose the whole value.');
  }
}
