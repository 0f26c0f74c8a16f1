import { judgedByCorpus } from './corpus.ts';

judgedByCorpus('softwareone');
