type Headers = Readonly<Record<string, string>>;

/** Where the credentials of a connection's upstream calls come from. */
export interface Authorization {
  /** Lower-case names of the headers, known without asking anybody. */
  readonly names: readonly string[];
  /**
   * The headers that prove now who we are. Throws a `Problem`, `upstream-credentials-rejected`, where they have to be fetched and
   * cannot be: nothing of the call has been sent then.
   */
  headers(): Promise<Headers>;
  /** Told that the upstream answered 401 to these headers; whether `headers` answers others by now. Never throws. */
  rejected(headers: Headers): Promise<boolean>;
  close(): Promise<void>;
}

/** Credentials that are sent as they are configured: when they are rejected, there are no others. */
export function fixedAuthorization(headers: Headers): Authorization {
  const ready = Promise.resolve(headers);
  return {
    names: Object.keys(headers),
    headers: () => ready,
    rejected: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
}
