/** One line of values. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const line = new RegExp(`^(${name})(?:\\{(.*)\\})? (\\S+)$`);
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;
const suffixes: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** Reads metrics as strictly as the text format 0.0.4 is written down. Throws an `Error` with the line at fault. */
export function parseMetrics(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, { help: string; type: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let current = '';
  for (const each of text.slice(0, -1).split('\n')) {
    if (each === '') continue;
    const [, kind, of = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(each) ?? [];
    if (kind === 'HELP') {
      if (families.has(of)) throw new Error(`told of twice: ${each}`);
      families.set(of, { help: rest, type: '', samples: [] });
      current = of;
    } else if (kind === 'TYPE') {
      const family = families.get(of);
      if (of !== current || family === undefined || family.type !== '') throw new Error(`out of place: ${each}`);
      if (!/^(?:counter|gauge|histogram|summary)$/.test(rest)) throw new Error(`no type: ${each}`);
      family.type = rest;
    } else {
      const sample = sampleIn(each);
      const family = families.get(current);
      const names = (suffixes[family?.type ?? ''] ?? ['']).map((suffix) => current + suffix);
      if (!names.includes(sample.name)) throw new Error(`does not belong to ${current}: ${each}`);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) throw new Error(`twice: ${each}`);
      seen.add(key);
      family?.samples.push(sample);
    }
  }
  for (const [of, family] of families) if (family.type === 'histogram') checkHistogram(of, family.samples);
  return families;
}

function sampleIn(text: string): Sample {
  const [, of = '', labels = '', value = ''] = line.exec(text) ?? [];
  if (of === '' || !/^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|nan)$/i.test(value))
    throw new Error(`no sample: ${text}`);
  const found: Record<string, string> = {};
  label.lastIndex = 0;
  for (let at = 0; at < labels.length; at = label.lastIndex) {
    const [, key = '', of = ''] = label.exec(labels) ?? [];
    if (key === '' || Object.hasOwn(found, key)) throw new Error(`no labels: ${text}`);
    found[key] = of;
  }
  return {
    name: of,
    labels: found,
    value: value.endsWith('Inf') ? Number(value.replace('Inf', 'Infinity')) : Number(value),
  };
}

/** Buckets grow, and the last holds them all. */
function checkHistogram(of: string, samples: readonly Sample[]): void {
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _bound, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, each] of series) {
    const buckets = each.filter((sample) => sample.name === `${of}_bucket`);
    const count = each.find((sample) => sample.name === `${of}_count`)?.value;
    const bounds = buckets.map(({ labels }) => Number(labels.le?.replace('+Inf', 'Infinity')));
    const grows = (numbers: readonly number[]): boolean =>
      numbers.every((n, at) => at === 0 || n >= Number(numbers[at - 1]));
    if (!grows(bounds) || !grows(buckets.map(({ value }) => value)) || bounds.at(-1) !== Number.POSITIVE_INFINITY) {
      throw new Error(`the buckets of ${of} ${key} do not grow`);
    }
    if (buckets.at(-1)?.value !== count) throw new Error(`the count of ${of} ${key} is another one`);
  }
}
