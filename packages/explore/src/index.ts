export type { Budget, Explored, SearchResult } from './core/search.ts';
export type { Deviation, Failure } from './core/program.ts';
export { parseToken, TokenError, tokenOf } from './core/token.ts';
