import { createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../../problem/problem.ts';

/** Wrong credentials from one address within a minute that are answered as such; those after them are not any more. */
const allowed = 19;
const seconds = 60;
/** Addresses are counted in so many groups, so that no number of them takes more memory. */
const groups = 8_192;

/** Counts wrong credentials by the address they come from. Good ones never come here, so they are neither slowed nor refused. */
export class FailedAttempts {
  readonly #limiter = new RateLimiterMemory({ points: allowed, duration: seconds });
  /** Nobody can tell which addresses share a group. */
  readonly #salt = randomBytes(32);

  /** Counts one more. Throws `rate-limited` when there were too many. `address`: of the socket. */
  async count(address: string): Promise<void> {
    try {
      await this.#limiter.consume(this.#groupOf(networkOf(address)));
    } catch (refused) {
      throw new Problem('rate-limited', {
        detail:
          'Too many wrong credentials came from your address; use the right one, or wait as long as Retry-After says.',
        headers: { 'retry-after': String(Math.ceil((refused as RateLimiterRes).msBeforeNext / 1_000)) },
      });
    }
  }

  #groupOf(network: string): number {
    return createHmac('sha256', this.#salt).update(network).digest().readUInt32BE() % groups;
  }
}

/** One customer has a whole /64 of IPv6, so it counts as one address. IPv4 comes as it is, or mapped into IPv6. */
function networkOf(address: string): string {
  const [plain = ''] = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%', 1);
  if (!isIPv6(plain)) return plain;
  const [before = '', after] = plain.split('::');
  const words = before === '' ? [] : before.split(':');
  const rest = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? [] : Array.from({ length: 8 - words.length - rest.length }, () => '0');
  return [...words, ...zeros, ...rest]
    .slice(0, 4)
    .map((word) => Number.parseInt(word, 16))
    .join(':');
}
