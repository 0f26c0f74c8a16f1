import type { operations, WriteOperationId } from '../generated/types/tinycrm.ts';
import { settlements } from '../translation/settlement.ts';

// Tinycrm only reads, so there is nothing to settle.
export default settlements<operations, WriteOperationId>()({});
