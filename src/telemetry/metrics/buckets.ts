/** Upper bounds of duration histograms, in seconds: from an answer out of memory to the longest upstream deadline in use. */
export const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
