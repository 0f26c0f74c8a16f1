import type { Contract, OperationContract } from '../contract/contract.ts';
import { type Deviations, deviationsOf } from '../contract/drift/deviation.ts';
import { type Undocumented, undocumentedIn } from '../contract/drift/undocumented.ts';
import type { ResponseMode } from '../contract/mode.ts';

/** One upstream operation as a connection enforces it. */
export interface EnforcedOperation extends OperationContract {
  /** How its answers are checked. */
  readonly mode: ResponseMode;
  /** What an answer has and the document does not, although nothing forbids it. */
  readonly undocumentedIn: Undocumented;
  /** Tells violations without anything of what was said. */
  readonly deviations: Deviations;
}

/** The operations of a contract as a connection enforces them, each composed when it is first called. */
export function enforcedBy(
  contract: Contract,
  modeOf: (operationId: string) => ResponseMode,
): (operationId: string) => EnforcedOperation {
  return (operationId) => {
    const agreed = contract.operation(operationId);
    return {
      ...agreed,
      mode: modeOf(operationId),
      undocumentedIn: undocumentedIn(contract.document, agreed.operation),
      deviations: deviationsOf(contract.document, agreed.operation),
    };
  };
}
