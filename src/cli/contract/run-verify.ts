import type { Command } from 'commander';
import type { Config, ConnectionConfig } from '../../config/model.ts';
import { composeContract } from '../../contract/contract.ts';
import { registry } from '../../generated/registry.ts';
import { createRedactor, type Redactor } from '../../telemetry/redaction.ts';
import type { Registered } from '../../translation/registered.ts';
import type { Report } from '../../translation/verify/report.ts';
import { verify } from '../../translation/verify/verify.ts';
import { createClient } from '../../upstream/client.ts';
import { authorizationOf } from '../authorization.ts';
import { configFrom } from '../configuration.ts';
import { stepProgress } from '../progress.ts';
import type { VerifyOptions } from './verify.ts';
import { reportText } from './verify-text.ts';

/** Runs `contract verify`; ends the process with status 78 or 2 where configuration or connection are wrong. */
export async function runVerify(
  id: string,
  { config: file, writes, json }: VerifyOptions,
  command: Command,
): Promise<void> {
  const connection = connectionOf(await configFrom(file), id, command);
  const redactor = createRedactor();
  redactor.configure(Object.values(connection.credentials));
  const report = redactor.redactIn(await verified(connection, writes === true, redactor));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : reportText(report));
  if (!report.conforms || report.uncleaned.some(({ expected }) => !expected)) process.exitCode = 1;
}

function connectionOf({ connections }: Config, id: string, command: Command): ConnectionConfig {
  const known = connections.map((each) => each.id).join(', ');
  return (
    connections.find((each) => each.id === id) ??
    command.error(`error: there is no connection '${id}' in the configuration; it has ${known}`)
  );
}

async function verified(connection: ConnectionConfig, writes: boolean, redactor: Redactor): Promise<Report> {
  const registered = await registry.find((each) => each.id === connection.provider)?.load();
  if (registered === undefined) throw new Error(`no provider ${connection.provider}`);
  if (writes) say(announcement(connection, registered));
  const client = createClient(connection);
  const authorization = authorizationOf(registered.provider, connection, redactor.learn);
  const progress = stepProgress(process.stderr);
  const interruption = listenForInterruption();
  try {
    return await verify({
      connection: connection.id,
      provider: registered.provider,
      contract: composeContract(registered.document, registered.validators),
      trace: registered.trace,
      client,
      authorization,
      writes,
      quietFactor: 1,
      signal: interruption.signal,
      progress: progress.show,
      made: interruption.made,
    });
  } finally {
    interruption.end();
    progress.end();
    await Promise.all([client.close(), authorization.close()]);
  }
}

/** What is about to happen to the upstream. */
function announcement({ id, baseUrl }: ConnectionConfig, { provider }: Registered): string {
  const { deleteOrganization } = provider.operations;
  const end =
    'unsupported' in deleteOrganization
      ? `then puts it out of use. ${deleteOrganization.unsupported}`
      : 'and deletes it for good.';
  return `Makes an organization named orgway-verify-… at ${baseUrl} (${id}), changes it in every way the connection can, ${end} Writes to nothing else.`;
}

/** The first signal ends the verification, which then cleans up; the second one ends the process and names what is left. */
function listenForInterruption() {
  const controller = new AbortController();
  let organization: string | undefined;
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      if (organization !== undefined)
        say(`Stopped. Organization ${organization} may be left: delete it at the upstream.`);
      process.exit(1);
    }
    say('Interrupted: cleaning up. Interrupt again to stop at once.');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    made: (id: string) => {
      organization = id;
    },
    end: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
