import { judgedByCorpus } from './corpus.ts';

judgedByCorpus('zitadel');
