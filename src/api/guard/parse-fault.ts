import { Problem } from '../../problem/problem.ts';

/** What Node's parser, or its watch over time, found wrong with a connection, as the problem to answer. */
export function parseFault(error: Error): Problem {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', { cause: error });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('payload-too-large', { detail: 'Send chunks without extensions.', cause: error });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', { cause: error });
    default:
      return new Problem('invalid-request', { detail: 'The bytes sent are no HTTP/1.1 request.', cause: error });
  }
}
