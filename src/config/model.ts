import type { Validation } from '../contract/mode.ts';

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
  /** How answers are compared with the document. */
  readonly validation: Validation;
}

/** An API key the gateway accepts: its SHA-256, in hexadecimal, never the key itself. */
export interface ApiKeyConfig {
  readonly name: string;
  readonly sha256: string;
}

/** A whole configuration: complete, checked, nothing left to default. */
export interface Config {
  readonly server: { readonly host: string; readonly port: number };
  readonly apiKeys: readonly ApiKeyConfig[];
  readonly connections: readonly ConnectionConfig[];
  /** The PostgreSQL server to use; without it the gateway starts one of its own. */
  readonly database?: { readonly url: string };
  /** When every connection is verified against its document: five cron fields, in UTC; never unless given. */
  readonly verifyAt?: string;
  /** 32 bytes; without them the gateway makes some in its data folder. */
  readonly secretKey?: Uint8Array;
}
