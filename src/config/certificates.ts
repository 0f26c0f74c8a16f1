/** Reports an environment that switches off the check of every certificate: credentials would go to whoever answers. */
export function checkCertificates(
  { NODE_TLS_REJECT_UNAUTHORIZED }: Readonly<Record<string, string | undefined>>,
  fault: (path: readonly string[], message: string) => void,
): void {
  if (NODE_TLS_REJECT_UNAUTHORIZED !== '0') return;
  const instead = 'unset it, and name the file of an authority of your own in NODE_EXTRA_CA_CERTS';
  fault([], `NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would have every certificate accepted; ${instead}`);
}
