import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The browser's program, or undefined where none is installed. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A page as it is after its scripts have run. */
export interface LoadedPage {
  /** The document, written out as HTML. */
  readonly html: string;
  /** Every address that the page itself asked for, also in vain. */
  readonly asked: readonly string[];
  /** Every address that the browser opened a TCP connection to. */
  readonly connected: readonly string[];
  /** What the page wrote to the console, which is where its scripts fail. */
  readonly console: readonly string[];
}

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
  // The browser asks its maker's servers on its own account; no name is looked up, so that none is reached.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--enable-logging=stderr',
  // Not a wait: the page's own clock runs ahead whenever nothing is being loaded.
  '--virtual-time-budget=30000',
];

export async function load(chromium: string, url: string): Promise<LoadedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-chromium-'));
  const log = join(folder, 'network.json');
  try {
    const { stdout, stderr } = await promisify(execFile)(
      chromium,
      [...flags, `--user-data-dir=${join(folder, 'profile')}`, `--log-net-log=${log}`, '--dump-dom', url],
      { env: { ...process.env, HOME: folder }, maxBuffer: 64 * 1024 * 1024 },
    );
    return {
      html: stdout,
      ...networkOf(readFileSync(log, 'utf8'), new URL(url).origin),
      console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface NetworkLog {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly {
    readonly type: number;
    readonly params?: { readonly url?: string; readonly initiator?: string; readonly address?: string };
  }[];
}

function networkOf(text: string, origin: string): Pick<LoadedPage, 'asked' | 'connected'> {
  const { constants: known, events } = JSON.parse(text) as NetworkLog;
  const of = (name: string) => {
    const type = known.logEventTypes[name];
    if (type === undefined) throw new Error(`this browser's network log knows no ${name}`);
    return events.flatMap((event) => (event.type === type && event.params !== undefined ? [event.params] : []));
  };
  return {
    asked: of('URL_REQUEST_START_JOB').flatMap(({ url, initiator }) =>
      url !== undefined && (initiator === origin || url.startsWith(`${origin}/`)) ? [url] : [],
    ),
    connected: of('TCP_CONNECT_ATTEMPT').flatMap(({ address }) => address ?? []),
  };
}
