import { holdFaults } from './matrix.ts';
import { stytch } from './mutations/stytch.ts';

holdFaults('stytch', stytch);
