import type { Level } from '../../../../src/contract/diff/report.ts';
import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import type { Step } from '../pointer-edit.ts';

/** What a person who read the provider's source and the meaning of the levels expects to be said of an edit. */
export interface Expectation {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly expected: {
    /** `none` where nothing at all is to be reported. */
    readonly level: Level | 'none';
    /** An unused change has no unified operations. */
    readonly used: boolean;
    readonly unifiedOperations: readonly UnifiedOperationId[];
    /** Only where it is beyond doubt. */
    readonly unifiedFields?: readonly string[];
  };
}

/** A used change of a level, against these unified operations. */
export const used = (
  level: Level,
  unifiedOperations: readonly UnifiedOperationId[],
  unifiedFields?: readonly string[],
): Expectation['expected'] => ({
  level,
  used: true,
  unifiedOperations,
  ...(unifiedFields === undefined ? {} : { unifiedFields }),
});

/** A change that nobody uses, with the level that it would have by itself. */
export const unused = (level: Level): Expectation['expected'] => ({ level, used: false, unifiedOperations: [] });

/** No change at all. */
export const nothing: Expectation['expected'] = { level: 'none', used: false, unifiedOperations: [] };
