import type { AnyProvider } from '../../src/translation/registered.ts';
import { type Authorization, fixedAuthorization } from '../../src/upstream/authorization.ts';
import { sandboxCredentials } from './gateway.ts';

/** The authorization that a provider's emulator accepts. */
export const sandboxAuthorization = (provider: AnyProvider): Authorization =>
  fixedAuthorization(provider.authorize(sandboxCredentials[provider.id] ?? {}));
