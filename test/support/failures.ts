import type { StubAnswer } from './stub-upstream.ts';
import type { Example, UpstreamOperation } from './upstream-document.ts';

/** One way in which an upstream operation can fail. */
export interface Failure {
  readonly name: string;
  readonly status: number;
  /** What arrives as body: the vendor's own JSON, nothing, a page of some intermediary, or JSON that is cut off. */
  readonly kind: 'json' | 'empty' | 'html' | 'truncated';
  readonly answer: StubAnswer;
}

const page = '<!doctype html><html><body><h1>Some intermediary says no</h1></body></html>';

/** An example as the stub sends it. */
export const stubbed = ({ status, contentType, body }: Example): StubAnswer =>
  body === undefined ? { status } : { status, contentType, body };

/** Every documented error status of an operation, with every body it may come with. */
export function failuresOf({ id, answers, failures }: UpstreamOperation): Failure[] {
  return [...answers.keys()]
    .filter((status) => status >= 400)
    .flatMap((status): Failure[] => {
      const examples = failures.filter((example) => example.status === status);
      const [first] = examples;
      if (first === undefined) throw new Error(`the document shows no example of a ${status} of ${id}`);
      const text = JSON.stringify(first.body);
      const { contentType } = first;
      return [
        ...examples.map(
          (example): Failure => ({
            name: `${status} ${example.name}`,
            status,
            kind: 'json',
            answer: stubbed(example),
          }),
        ),
        { name: `${status} empty`, status, kind: 'empty', answer: { status } },
        { name: `${status} HTML`, status, kind: 'html', answer: { status, contentType: 'text/html', body: page } },
        {
          name: `${status} truncated`,
          status,
          kind: 'truncated',
          answer: { status, contentType, body: text, truncate: Math.ceil(text.length / 2) },
        },
      ];
    });
}
