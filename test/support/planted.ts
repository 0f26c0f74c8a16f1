import { sql } from 'kysely';
import { queueSchema } from '../../src/operations/job-queue.ts';
import { type Database, schemaName } from '../../src/storage/database.ts';

/** Every way in which a text may have been written down, wherever in a longer one it stood. */
export function spellings(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  // Which letters base64 makes of bytes depends on where in a group of three they stand; the first and last may be shared.
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=*$/, '');
    return whole.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    ...base64,
    ...base64.map((each) => each.replaceAll('+', '-').replaceAll('/', '_')),
    encodeURIComponent(text),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ].map((each) => Buffer.from(each));
}

/** The names of those planted texts that stand somewhere in what was found. */
export const hits = (planted: Readonly<Record<string, string>>, haystack: Buffer): string[] =>
  Object.keys(planted).filter((name) => spellings(planted[name] ?? '').some((spelling) => haystack.includes(spelling)));

/** Everything in every table of the gateway and of its queue: texts as they are, bytes as bytes. */
export async function dumped({ db }: Database): Promise<Readonly<Record<string, Buffer>>> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables where schemaname in (${schemaName}, ${queueSchema})
  `.execute(db);
  const dump: Record<string, Buffer> = {};
  for (const { schema, name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(`${schema}.${name}`)}`.execute(db);
    const cells = rows.flatMap((row) => Object.values(row));
    const texts = cells.map((cell) => (Buffer.isBuffer(cell) ? cell : Buffer.from(JSON.stringify(cell))));
    dump[`${schema}.${name}`] = Buffer.concat(texts.flatMap((text) => [text, Buffer.from('\n')]));
  }
  return dump;
}
