#!/usr/bin/env node
import { addContractCommand } from './cli/contract/contract.ts';
import { program } from './cli/program.ts';

try {
  const orgway = program();
  addContractCommand(orgway);
  await orgway.parseAsync();
} catch (error) {
  process.stderr.write(`orgway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
