/** The database that the databases of tests are copies of. */
export const templateName = 'orgway_template';

/** The address of another database on the same server. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
