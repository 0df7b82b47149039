import { Chan, go, recv, select } from '@katas/goroutine';
import nodeguyModule from '@nodeguy/channel';
import { Channel as CspChannel, select as cspSelect } from '@thi.ng/csp';
import { Channel as AsyncChannel } from 'async-channel';
import { Chan as TsChan, recv as tsRecv, Select as TsSelect } from 'ts-chan';
import { Cell } from './floor.ts';
import type { Library, Link } from './workload.ts';

type Result = { readonly value: number | undefined };

// Its types say `export default`, its code `module.exports =`.
const NodeguyChannel = nodeguyModule as unknown as typeof nodeguyModule.default;

const launch = (body: () => Promise<void>): void => void body();
const valueOfResult = (result: Result): number => result.value as number;
const itself = (value: number | undefined): number => value as number;
const rawOf = <T>(links: readonly Link<unknown>[]): T[] => links.map((link) => link.raw as T);

export const ours: Library<Result> = {
  name: 'ours',
  chan: (capacity) => {
    const raw = new Chan<number>(capacity);
    return { raw, send: (value) => raw.send(value), recv: () => raw.recv() };
  },
  go,
  valueOf: valueOfResult,
  select: (links) => {
    const chans = rawOf<Chan<number>>(links);
    return async () => (await select(chans.map((chan) => recv(chan)))).value as number;
  },
};

/** The same hand-off with bare promises and nothing else: no queues, no close, one waiter on each side. */
export const floor: Library<number> = {
  name: 'floor',
  chan: () => {
    const raw = new Cell();
    return { raw, send: (value) => raw.send(value), recv: () => raw.recv() };
  },
  go: launch,
  valueOf: itself,
};

const tsChan: Library<IteratorResult<number, number | undefined>> = {
  name: 'ts-chan',
  chan: (capacity) => {
    const raw = new TsChan<number>(capacity);
    return { raw, send: (value) => raw.send(value), recv: () => raw.recv() };
  },
  go: launch,
  valueOf: valueOfResult,
  select: (links) => {
    const chosen = new TsSelect(rawOf<TsChan<number>>(links).map((chan) => tsRecv(chan)));
    return async () => {
      const one = chosen.cases[await chosen.wait()];
      if (one === undefined) throw new Error('ts-chan: no such case');
      return chosen.recv(one).value as number;
    };
  },
};

const nodeguy: Library<number> = {
  name: '@nodeguy/channel',
  chan: (capacity) => {
    const raw = NodeguyChannel<number>(capacity);
    return { raw, send: (value) => raw.push(value), recv: () => raw.shift() };
  },
  go: launch,
  valueOf: itself,
  select: (links) => {
    const chans = rawOf<ReturnType<typeof NodeguyChannel<number>>>(links);
    return async () => (await NodeguyChannel.select(chans.map((chan) => chan.shift()))).value();
  },
};

const asyncChannel: Library<number> = {
  name: 'async-channel',
  chan: (capacity) => {
    const raw = new AsyncChannel<number>(capacity);
    return { raw, send: (value) => raw.push(value), recv: () => raw.get() };
  },
  go: launch,
  valueOf: itself,
};

/** Has no unbuffered channel: its smallest holds one value. */
const csp: Library<number | undefined> = {
  name: '@thi.ng/csp',
  chan: (capacity) => {
    const raw = new CspChannel<number>(Math.max(capacity, 1));
    return { raw, send: (value) => raw.write(value), recv: () => raw.read() };
  },
  go: launch,
  valueOf: itself,
  select: (links) => {
    const [first, ...rest] = rawOf<CspChannel<number>>(links);
    if (first === undefined) throw new Error('nothing to select from');
    return async () => (await cspSelect(first, ...rest))[0] as number;
  },
};

export const peers = [tsChan, nodeguy, asyncChannel, csp] as const;
