import type { EmulatorAnswer, EmulatorRequest } from '../emulator.ts';
import { problem } from './problems.ts';
import type { AuditEvent } from './state.ts';

/** The one token this emulator knows: it belongs to the operations account. */
export const token = 'idt:TKN-0000-0001:sandbox';

/** The account the token is bound to. */
export const operations = { id: 'ACC-1000-0001', name: 'SoftwareOne Operations' } as const;

/** The vendor's 401 unless the request carries the token. */
export function refuse(request: EmulatorRequest): EmulatorAnswer | undefined {
  const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return given === token ? undefined : { ...problem(401), headers: { 'www-authenticate': 'Bearer' } };
}

/** An audit event of the token, now. */
export function event(at = new Date().toISOString()): AuditEvent {
  return { at, by: { id: 'TKN-0000-0001', name: 'Sandbox token' }, of: { ...operations } };
}
