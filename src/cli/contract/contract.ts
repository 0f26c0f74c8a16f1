import type { Command } from 'commander';
import { addDiffCommand } from './diff.ts';
import { addDriftCommand } from './drift.ts';
import { addImportCommand } from './import.ts';
import { addProposeCommand } from './propose.ts';
import { addTraceCommand } from './trace.ts';
import { addVerifyCommand } from './verify.ts';

/** Adds `contract` with its commands. */
export function addContractCommand(program: Command): void {
  const contract = program
    .command('contract')
    .description('Find out what changes of an upstream mean, before they do and after.');
  addTraceCommand(contract);
  addDiffCommand(contract);
  addVerifyCommand(contract);
  addImportCommand(contract);
  addDriftCommand(contract);
  addProposeCommand(contract);
}
