/** UTF-16 units of what a program can make as long as it likes; nobody reads more. */
export const MOST = { sentence: 400, detail: 4000, step: 200, source: 300 } as const;

export function atMost(most: number, text: string): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
