import { canonical } from './record.ts';

/** What a signature vouches for: records `from` to `to`, both included; none when `to` is the one before `from`. */
export interface ChainHead {
  readonly from: number;
  readonly to: number;
  /** Hash of the line before `from`. */
  readonly prev: string;
  /** Hash of the line of `to`. */
  readonly head: string;
  /** When it was signed, RFC 3339. */
  readonly time: string;
}

export interface SignedHead {
  readonly signedHead: ChainHead;
  /** Base64 of the Ed25519 signature of `signedHead` as canonical JSON. */
  readonly signature: string;
  /** Base64url of the SHA-256 of the public key in DER. */
  readonly publicKeyId: string;
}

/** The one way to write a signed head. */
export const headLine = ({ signedHead, signature, publicKeyId }: SignedHead): string =>
  `{"signedHead":${canonical(signedHead)},"signature":${JSON.stringify(signature)},"publicKeyId":${JSON.stringify(publicKeyId)}}`;

/** The signed head in a JSON text, or undefined. Members beside those of a signed head are passed over. */
export function headIn(text: string): SignedHead | undefined {
  const { signedHead, signature, publicKeyId } = objectOf(parsed(text));
  const { from, to, prev, head, time } = objectOf(signedHead);
  const whole =
    isCount(from) &&
    isCount(to) &&
    from > 0 &&
    to >= from - 1 &&
    isHash(prev) &&
    isHash(head) &&
    typeof time === 'string' &&
    typeof publicKeyId === 'string' &&
    typeof signature === 'string';
  // Base64 has several spellings for the same bytes; only the usual one is ours.
  if (!whole || Buffer.from(signature, 'base64').toString('base64') !== signature) return undefined;
  return { signedHead: { from, to, prev, head, time }, signature, publicKeyId };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
