import { holdFaults } from './matrix.ts';
import { zitadel } from './mutations/zitadel.ts';

holdFaults('zitadel', zitadel);
