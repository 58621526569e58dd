/** The few functions of jstat that are used here; the package ships no types of its own. */
declare module 'jstat' {
  const jStat: {
    chisquare: { cdf(x: number, degreesOfFreedom: number): number };
    beta: { sample(alpha: number, beta: number): number };
    /** replaces the source of chance of every `sample`, so that a simulation can be repeated */
    setRandom(next: () => number): void;
  };
  export default jStat;
}
