import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/**
 * AJV as every document is judged with it: strict about keywords and formats, so that nothing is ignored in silence, but
 * not about how schemas are written.
 */
export function strictAjv(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allowMatchingProperties: true,
    ...options,
  });
  (formats as unknown as typeof formats.default)(ajv);
  return ajv;
}
