/** What is wrong where the server says no, by its own code (SQLSTATE). */
const refusals: Readonly<Record<string, string>> = {
  '28000': 'refuses the user',
  '28P01': 'refuses the user or the password',
  '3D000': 'has no such database',
  '42501': 'does not let the user make its tables: it needs CREATE on the database',
  '53300': 'takes no more connections',
  '57P03': 'is starting or stopping',
};

const unreached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up at this moment',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'there is no way there',
  ENETUNREACH: 'there is no way there',
};

/** Why a database cannot be used, as a sentence that says what to do. Never tells the password in `url`. */
export function databaseFailure(error: unknown, url: string): string {
  const { code = '', message = String(error) } = firstOf(error);
  const place = placeOf(url);
  const refusal = refusals[code];
  if (refusal !== undefined) return `the database server ${place} ${refusal}; check database.url or DATABASE_URL`;
  const reason = unreached[code] ?? (/timeout/i.test(message) ? 'no answer' : undefined);
  if (reason === undefined) return message;
  return `the database server ${place} cannot be reached: ${reason}; start it, or correct database.url or DATABASE_URL`;
}

/** Of several addresses that were tried, the first one's. */
function firstOf(error: unknown): { readonly code?: string; readonly message?: string } {
  if (error instanceof AggregateError) return firstOf(error.errors[0]);
  return error instanceof Error ? error : { message: String(error) };
}

/** Host, port and database; a socket's folder stands in a parameter. */
function placeOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `${hostname || (searchParams.get('host') ?? '')}:${port || '5432'}${pathname}`;
}
