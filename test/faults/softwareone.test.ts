import { holdFaults } from './matrix.ts';
import { softwareone } from './mutations/softwareone.ts';

holdFaults('softwareone', softwareone);
