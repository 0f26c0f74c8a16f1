import type { KeyRecord, NewKey } from '../operations/keys/key-records.ts';

/** Whether a key is in use at a time. */
const stateOf = ({ revoked, expires }: KeyRecord, now: Date): 'in use' | 'expired' | 'revoked' => {
  if (revoked !== undefined) return 'revoked';
  return expires !== undefined && expires <= now ? 'expired' : 'in use';
};

/** Keys as a table with a header. */
export function keyTable(keys: readonly KeyRecord[], now: Date): string {
  if (keys.length === 0) return 'no keys\n';
  const rows = [
    ['NAME', 'KEY', 'STATE', 'CREATED', 'EXPIRES', 'USED', 'CONNECTIONS', 'PERMISSIONS'],
    ...keys.map((key) => [
      key.name,
      key.id,
      stateOf(key, now),
      day(key.created),
      day(key.expires),
      minute(key.used),
      key.connections === 'all' ? 'all' : key.connections.join(' '),
      key.permissions.join(' '),
    ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** A key as one JSON line; of a new one with the key itself. */
export function keyLine(key: KeyRecord | NewKey, now: Date): string {
  const { id, name, permissions, connections, created, expires, revoked, used } = key;
  return `${JSON.stringify({
    id,
    name,
    ...('text' in key ? { key: key.text } : {}),
    permissions,
    connections,
    state: stateOf(key, now).replace(' ', '_'),
    createTime: created,
    expireTime: expires,
    revokeTime: revoked,
    useTime: used,
  })}\n`;
}

/** What is said beside a key that is shown once. */
export function newKeyNote({ id, name, expires, connections, permissions }: NewKey): string {
  const where = connections === 'all' ? 'all connections' : connections.join(', ');
  const until = expires === undefined ? 'until it is revoked' : `until ${expires.toISOString()}`;
  return `Key ${id} of ${name}: ${permissions.join(', ')} on ${where}, ${until}. It is shown this once.\n`;
}

const day = (time: Date | undefined): string => time?.toISOString().slice(0, 10) ?? '-';
const minute = (time: Date | undefined): string => time?.toISOString().slice(0, 16) ?? '-';
