/** Cuts the bytes of one direction of a PostgreSQL connection into messages (protocol 3, without TLS). */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  #typed: boolean;

  /** The first message of a client has a length and no type. */
  constructor(side: 'client' | 'server') {
    this.#typed = side === 'server';
  }

  /** The messages that are complete with these bytes. */
  read(bytes: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Buffer[] = [];
    for (;;) {
      const lengthAt = this.#typed ? 1 : 0;
      if (this.#rest.length < lengthAt + 4) return messages;
      const end = lengthAt + this.#rest.readInt32BE(lengthAt);
      if (this.#rest.length < end) return messages;
      messages.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
      this.#typed = true;
    }
  }
}

const textAt = 5;

/** The statement of a simple query (Q) or of one to be prepared (P); undefined for other messages of a client. */
export function statementIn(message: Buffer): string | undefined {
  const type = String.fromCharCode(message[0] ?? 0);
  if (type !== 'Q' && type !== 'P') return undefined;
  const parts = message.subarray(textAt).toString('utf8').split('\0');
  return type === 'Q' ? parts[0] : parts[1];
}

/** Whether a server says that a statement is done. */
export const isComplete = (message: Buffer): boolean => message[0] === 'C'.charCodeAt(0);

export const query = (statement: string): Buffer => message('Q', `${statement}\0`);

/** A refusal as the server words it when its disk is full. */
export const diskFull: Buffer = message(
  'E',
  'SERROR\0VERROR\0C53100\0Mcould not extend file: No space left on device\0\0',
);

function message(type: string, content: string): Buffer {
  const body = Buffer.from(content, 'utf8');
  const head = Buffer.alloc(textAt);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
