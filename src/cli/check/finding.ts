/** What the check says of one thing. */
export interface Finding {
  /** `fault`: it has to be mended. `warning`: it works, but is weak. */
  readonly status: 'ok' | 'warning' | 'fault';
  /** What was looked at: `configuration`, `data folder`, `database`, `provider x`, `connection x`. */
  readonly subject: string;
  /** What was found, and what to do about it. */
  readonly message: string;
  /** Of the configuration file, counted from 1. */
  readonly line?: number;
  readonly pointer?: string;
}

export const fine = (subject: string, message: string): Finding => ({ status: 'ok', subject, message });
export const warning = (subject: string, message: string): Finding => ({ status: 'warning', subject, message });
export const fault = (subject: string, message: string): Finding => ({ status: 'fault', subject, message });

/** The text of whatever was thrown. */
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
