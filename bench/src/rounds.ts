import { type Row, rowOf } from './report.ts';

/** One way of doing one case; gives what one sample measured. */
export interface Subject {
  readonly case: string;
  readonly name: string;
  readonly unit: string;
  readonly sample: () => Promise<number>;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Rounds at the beginning that do not count. */
  readonly warmUps: number;
}

/**
 * Samples all subjects in turns, so that whatever else happens on the machine meets all of them alike; each round
 * begins with another one.
 */
export async function inRounds(subjects: readonly Subject[], options: RoundOptions): Promise<Row[]> {
  const samples = subjects.map((): number[] => []);
  for (let round = -options.warmUps; round < options.rounds; round++) {
    for (let i = 0; i < subjects.length; i++) {
      const at = (i + round + options.warmUps) % subjects.length;
      const sample = await (subjects[at] as Subject).sample();
      if (round >= 0) samples[at]?.push(sample);
    }
  }
  return subjects.map((subject, i) =>
    rowOf({ case: subject.case, name: subject.name, unit: subject.unit }, samples[i] ?? []),
  );
}
