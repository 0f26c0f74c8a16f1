import { ConfigRefused, readConfig } from '../../config/load.ts';
import type { Config } from '../../config/model.ts';
import { weaknessesOf } from '../../config/weaknesses.ts';
import type { Registered, Unloadable } from '../../translation/registered.ts';
import { ConfigUnreadable, configFileOf, configText } from '../configuration.ts';
import { type Enforced, enforce } from '../connections.ts';
import { exitStatus } from '../exit-status.ts';
import { loadProviders } from '../providers.ts';
import type { CheckOptions } from './check.ts';
import { checkText } from './check-text.ts';
import { dataFolderFindings } from './data-folder.ts';
import { checkDatabase } from './database.ts';
import { type Finding, fault } from './finding.ts';
import { checkProviders } from './providers.ts';
import { checkConnections } from './upstreams.ts';

/** What `check` has found, in the order it looked. */
export interface Checked {
  /** Whether there is no fault. */
  readonly ok: boolean;
  readonly file: string;
  readonly live: boolean;
  readonly findings: readonly Finding[];
}

/** Runs `check`, says what it has found and leaves its exit status. */
export async function runCheck({ config, live = false, json }: CheckOptions, dataFolder: string): Promise<void> {
  const { status, ...checked } = await check(configFileOf(config), live, dataFolder);
  process.stdout.write(json ? `${JSON.stringify(checked)}\n` : checkText(checked));
  process.exitCode = status;
}

/** Looks at everything; `status` is how the process is to end. */
export async function check(
  file: string,
  live: boolean,
  dataFolder: string,
): Promise<Checked & { readonly status: number }> {
  const providers = await loadProviders();
  const read = readFindings(file, providers);
  const unusable = [...dataFolderFindings(dataFolder), ...read.findings];
  const enforced = enforce(providers);
  const findings = [
    ...unusable,
    ...checkProviders(enforced, read.config),
    ...(read.config === undefined ? [] : await composedFindings(read.config, enforced, live, dataFolder)),
  ];
  const status = unusable.some(isFault)
    ? exitStatus.wrongConfiguration
    : findings.some(isFault)
      ? exitStatus.problem
      : 0;
  return { ok: status === 0, file, live, findings, status };
}

const isFault = ({ status }: Finding): boolean => status === 'fault';

async function composedFindings(
  config: Config,
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
  live: boolean,
  dataFolder: string,
): Promise<readonly Finding[]> {
  return [
    ...(live ? await checkDatabase(config, dataFolder) : []),
    ...(await checkConnections(config, enforced, live)),
  ];
}

/** The configuration, where there is one to go on with, and what is to be said of the file. */
function readFindings(
  file: string,
  providers: readonly (Registered | Unloadable)[],
): { readonly config?: Config; readonly findings: readonly Finding[] } {
  const subject = 'configuration';
  try {
    const text = configText(file);
    const weak = weaknessesOf(text, process.env).map((each) => ({ status: 'warning', subject, ...each }) as const);
    try {
      const known = providers.map((each) => ('failure' in each ? each : each.provider));
      const config = readConfig(text, known, process.env);
      const message = `the file is right; connections: ${config.connections.length}`;
      return { config, findings: [{ status: 'ok', subject, message }, ...weak] };
    } catch (error) {
      if (!(error instanceof ConfigRefused)) throw error;
      return { findings: [...error.faults.map((each) => ({ status: 'fault', subject, ...each }) as const), ...weak] };
    }
  } catch (error) {
    if (!(error instanceof ConfigUnreadable)) throw error;
    return { findings: [fault(subject, error.message)] };
  }
}
