import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';
import { project, root } from './compile.ts';

/** About one and a half times what it was when this was written. A type that suddenly costs more is worth a second look. */
const ceilings = { instantiations: 0, types: 0 };

let program: ts.Program;
beforeAll(() => {
  const { fileNames, options } = project();
  const sources = fileNames.filter((path) => path.startsWith(join(root, 'src')));
  program = ts.createProgram(sources, options);
  program.getSemanticDiagnostics();
}, 240_000);

test('the type checker has no more to work out than expected', () => {
  expect(program.getInstantiationCount()).toBeLessThan(ceilings.instantiations);
  expect(program.getTypeCount()).toBeLessThan(ceilings.types);
});
