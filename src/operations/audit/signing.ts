import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import type { ChainHead, SignedHead } from './head.ts';
import { canonical } from './record.ts';

export interface HeadSigner {
  /** In PEM. */
  readonly publicKey: string;
  sign(head: ChainHead): SignedHead;
}

/** What precedes the 32 bytes of a seed in the PKCS #8 form of an Ed25519 key (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `seed`: 32 random bytes, the same for every replica. */
export function headSigner(seed: Uint8Array): HeadSigner {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  const publicKeyId = idOf(publicKey);
  return {
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (head) => ({
      signedHead: head,
      signature: sign(null, Buffer.from(canonical(head)), key).toString('base64'),
      publicKeyId,
    }),
  };
}

/** Composes the check of signed heads: what speaks against one, or undefined. Throws an `Error` when the PEM is no such key. */
export function headVerifier(publicKeyPem: string): (signed: SignedHead) => string | undefined {
  const key = publicKeyOf(publicKeyPem);
  const id = idOf(key);
  return ({ signedHead, signature, publicKeyId }) => {
    if (publicKeyId !== id) return `the head names another key (${publicKeyId}) than the one given (${id})`;
    return verify(null, Buffer.from(canonical(signedHead)), key, Buffer.from(signature, 'base64'))
      ? undefined
      : 'the signature does not fit the head';
  };
}

function publicKeyOf(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519' && !pem.includes('PRIVATE')) return key;
  } catch {
    // Said below, in words of ours.
  }
  throw new Error('the public key is not an Ed25519 public key in PEM');
}

const idOf = (key: KeyObject): string => hash('sha256', key.export({ format: 'der', type: 'spki' }), 'base64url');
