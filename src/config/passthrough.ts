/** What may pass through a connection. */
export interface PassthroughConfig {
  /** GET includes HEAD. */
  readonly methods: readonly string[];
}

/** What holds unless a configuration says otherwise. */
export const usualPassthrough: PassthroughConfig = { methods: ['GET'] };
