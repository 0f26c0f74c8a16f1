import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Overlay, readOverlay } from '../../contract/description/overlay.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'openapi', 'overlays');

/**
 * The overlays of this project for a provider's vendor documents, oldest first: files named by date in
 * `openapi/overlays/<provider>`. Every action says why it is there; throws `DescriptionRefused` otherwise.
 */
export function ownOverlays(provider: string): readonly Overlay[] {
  const own = join(folder, provider);
  if (!existsSync(own)) return [];
  return readdirSync(own)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readOverlay(readFileSync(join(own, name), 'utf8'), true));
}
