#!/usr/bin/env node
import { addCheckCommand } from './cli/check/check.ts';
import { addContractCommand } from './cli/contract/contract.ts';
import { EndsWith, exitStatus } from './cli/exit-status.ts';
import { dataFolder, program } from './cli/program.ts';

try {
  const orgway = program();
  addCheckCommand(orgway, dataFolder);
  addContractCommand(orgway);
  await orgway.parseAsync();
} catch (error) {
  process.stderr.write(`orgway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof EndsWith ? error.status : exitStatus.problem);
}
