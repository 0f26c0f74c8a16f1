import { AddressRefused } from './egress.ts';

/** What Node.js calls the certificates that it does not take. */
const certificates = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Whether a connection failed because its other end cannot be taken for the upstream: its address or certificate, or no version
 * of TLS that both sides take. It will not be otherwise until somebody changes something.
 */
export function isUntrusted(error: unknown): boolean {
  if (error instanceof AddressRefused) return true;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && (certificates.has(code) || code.startsWith('ERR_SSL_'));
}
