import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { OpenAPIV3_1 } from 'openapi-types';
import { stringify } from 'yaml';
import { type Overlay, readOverlay } from '../../contract/description/overlay.ts';
import { diffDocuments } from '../../contract/diff/diff-documents.ts';
import type { DiffReport } from '../../contract/diff/report.ts';
import { type Imported, importDescription } from '../../contract/import/import.ts';
import { dependenceOf } from '../../translation/dependence.ts';
import type { Registered } from '../../translation/registered.ts';
import { orRefused, registeredAs, textOf } from './given-file.ts';
import { importText } from './import-text.ts';
import { ownOverlays } from './own-overlays.ts';

export interface ImportOptions {
  readonly overlay: readonly string[];
  readonly output?: string;
  readonly json?: true;
}

/** Runs `contract import`: reads, cuts, compares, writes; ends the process with status 2 where the files are not usable. */
export async function runImport(
  provider: string,
  file: string,
  options: ImportOptions,
  command: Command,
): Promise<void> {
  const registered = await registeredAs(provider, command);
  const imported = importedFrom(registered, file, options, command);
  const diff = diffDocuments(
    registered.trace,
    registered.document as OpenAPIV3_1.Document,
    imported.document,
    dependenceOf(registered.provider),
  );
  show(imported, diff, options);
  if (imported.report.missing.length + imported.report.faults.length > 0) process.exitCode = 1;
}

function importedFrom(
  { provider, document, trace }: Registered,
  file: string,
  { overlay }: ImportOptions,
  command: Command,
): Imported {
  const used = new Set(
    trace.operations.flatMap(({ calls }) => calls.map(({ upstreamOperation }) => upstreamOperation)),
  );
  const overlays = [...ownOverlays(provider.id), ...overlay.map((each) => overlayIn(each, command))];
  const text = textOf(file, command);
  return orRefused(file, command, () =>
    importDescription(document as OpenAPIV3_1.Document, text, overlays, (id) => used.has(id)),
  );
}

const overlayIn = (file: string, command: Command): Overlay =>
  orRefused(file, command, () => readOverlay(textOf(file, command), false));

function show({ document, report }: Imported, diff: DiffReport, { output, json }: ImportOptions): void {
  const yaml = stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 });
  if (output !== undefined) writeFileSync(output, yaml);
  if (json) {
    const whole = output === undefined ? { document } : {};
    process.stdout.write(`${JSON.stringify({ ...report, differences: diff.changes, ...whole })}\n`);
    return;
  }
  if (output === undefined) process.stdout.write(yaml);
  // With the document on standard output, what is said about it must not get into it.
  (output === undefined ? process.stderr : process.stdout).write(importText(report, diff));
}
