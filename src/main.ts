#!/usr/bin/env node
import { program } from './cli/program.ts';

try {
  await program().parseAsync();
} catch (error) {
  process.stderr.write(`orgway: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
