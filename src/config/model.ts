import type { ConfiguredKey } from '../api/access/configured-keys.ts';
import type { TokenRules } from '../api/access/tokens.ts';
import type { Quotas } from '../api/limits/quota.ts';
import type { Validation } from '../contract/mode.ts';
import type { Collector } from '../telemetry/span-export.ts';
import type { Resilience } from '../upstream/resilience.ts';
import type { PassthroughConfig } from './passthrough.ts';

/** One connection as configured, its secrets resolved. */
export interface ConnectionConfig {
  readonly id: string;
  readonly provider: string;
  /** Scheme, host and optional base path of the upstream. */
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Total deadline of one upstream call, in milliseconds. */
  readonly timeoutMs: number;
  /** Upstream calls under way at once. */
  readonly concurrency: number;
  /** Whether the upstream may be reached by http, and at private or loopback addresses. */
  readonly allowPrivateNetwork: boolean;
  readonly resilience: Resilience;
  /** How answers are compared with the document. */
  readonly validation: Validation;
  readonly passthrough: PassthroughConfig;
}

/** The issuer whose JSON Web Tokens the gateway accepts, and how it reads them. */
export interface TokensConfig extends TokenRules {
  /** Where the issuer's keys are; otherwise it is asked for that. */
  readonly jwksUrl?: string;
  /** Whether the issuer may be reached by http, and at private or loopback addresses. */
  readonly allowPrivateNetwork: boolean;
}

/** Who is let in. */
export interface AuthConfig {
  readonly apiKeys: readonly ConfiguredKey[];
  /** Whether the keys in the database are accepted. */
  readonly storedKeys: boolean;
  readonly tokens?: TokensConfig;
}

/** A whole configuration: complete, checked, nothing left to default. */
export interface Config extends AuthConfig {
  readonly server: { readonly host: string; readonly port: number };
  readonly limits: Quotas;
  /** Where traces are exported to; nowhere unless given. */
  readonly traces?: Collector;
  readonly connections: readonly ConnectionConfig[];
  /** The PostgreSQL server to use; without it the gateway starts one of its own. */
  readonly database?: { readonly url: string };
  /** When every connection is verified against its document: five cron fields, in UTC; never unless given. */
  readonly verifyAt?: string;
  /** 32 bytes; without them the gateway makes some in its data folder. */
  readonly secretKey?: Uint8Array;
}
