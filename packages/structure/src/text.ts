/** A sentence that a learner reads, in every language the grader speaks. A missing language does not compile. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}
