import { randomUUID } from 'node:crypto';

/** A fresh id for a request, as answered in `orgway-request-id`. */
export const newRequestId = (): string => `req_${randomUUID()}`;
