import { judgedByCorpus } from './corpus.ts';

judgedByCorpus('stytch');
