import type { Expectation } from './expectation.ts';
import { softwareone } from './softwareone.ts';
import { stytch } from './stytch.ts';
import { userhub } from './userhub.ts';
import { zitadel } from './zitadel.ts';

/** What people expect, by provider. Written before there was anything to compare with. */
export const expectations: Readonly<Record<string, readonly Expectation[]>> = { softwareone, stytch, userhub, zitadel };
