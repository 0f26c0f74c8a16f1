import type { Validation } from '../contract/mode.ts';
import type { Collector } from '../telemetry/span-export.ts';
import type { Resilience } from '../upstream/resilience.ts';
import type { LimitsConfig } from './limits.ts';
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

/** An API key the gateway accepts: its SHA-256, in hexadecimal, never the key itself. */
export interface ApiKeyConfig {
  readonly name: string;
  readonly sha256: string;
  /** The words that the unified document lists. */
  readonly permissions: readonly string[];
  /** Ids. */
  readonly connections: 'all' | readonly string[];
  /** When it is of no use any more; never unless given. */
  readonly expires?: Date;
}

/** The issuer whose JSON Web Tokens the gateway accepts, and how it reads them. */
export interface TokensConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's keys are; otherwise it is asked for that. */
  readonly jwksUrl?: string;
  readonly algorithms: readonly string[];
  readonly permissionsClaim: string;
  /** `all` where every token is good for all of them, otherwise the claim that names them. */
  readonly connections: 'all' | { readonly claim: string };
  /** Whether the issuer may be reached by http, and at private or loopback addresses. */
  readonly allowPrivateNetwork: boolean;
}

/** Who is let in. */
export interface AuthConfig {
  readonly apiKeys: readonly ApiKeyConfig[];
  /** Whether the keys in the database are accepted. */
  readonly storedKeys: boolean;
  readonly tokens?: TokensConfig;
}

/** A whole configuration: complete, checked, nothing left to default. */
export interface Config extends AuthConfig {
  readonly server: { readonly host: string; readonly port: number };
  readonly limits: LimitsConfig;
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
