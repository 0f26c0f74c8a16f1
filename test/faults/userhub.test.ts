import { holdFaults } from './matrix.ts';
import { userhub } from './mutations/userhub.ts';

holdFaults('userhub', userhub);
