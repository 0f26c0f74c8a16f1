import { judgedByCorpus } from './corpus.ts';

judgedByCorpus('userhub');
