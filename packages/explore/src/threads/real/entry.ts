// Entry of a real thread: waits for orders, runs its part of a scenario, reports.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { CallEvent } from '../call-record.ts';
import { enter } from '../machine.ts';
import { observed, type MakeCall } from '../observed-subject.ts';
import { envOf, runBody } from '../prepared-scenario.ts';
import type { Memory, ThreadBody, ThreadEnv } from '../scenario.ts';
import { type Exports, evaluator } from '../source-module.ts';
import { CONTROL, ORDER, type ThreadReply, type ThreadSetup } from './control.ts';
import { functionOf, outsideUse } from './function-text.ts';
import { OVER, SteeredMachine } from './steered-machine.ts';
import { type ThreadRecord, writeRecord } from './wire.ts';

const { mailbox, port } = workerData as { readonly mailbox: Int32Array; readonly port: MessagePort };

/** This thread's part in a scenario. */
class Part {
  readonly setup: ThreadSetup;
  readonly #machine: SteeredMachine;
  readonly #evaluate: () => Exports;
  readonly #open: (module: Exports, env: ThreadEnv) => unknown;
  readonly #body: ThreadBody<unknown>;
  readonly #env: ThreadEnv;

  constructor(setup: ThreadSetup) {
    this.setup = setup;
    this.#machine = new SteeredMachine(setup, () => this.#lose());
    const evaluate = evaluator(setup.module.body, setup.module.file);
    const once = setup.module.isStateless ? evaluate() : undefined;
    this.#evaluate = () => once ?? evaluate();
    const memory = setup.memory as Memory;
    const name = setup.names[setup.id] ?? '';
    this.#env = envOf(setup, { name, id: setup.id, memory });
    const open = setup.open === undefined ? undefined : functionOf(setup.open);
    this.#open = (module, env) => (open ? open(module, memory, env) : onlyClass(module, memory));
    this.#body = typeof setup.body === 'string' ? functionOf(setup.body) : setup.body;
  }

  /** One steered run. @returns false when there is another order instead */
  steered(isOrdered: () => boolean): boolean {
    const machine = this.#machine;
    let record: Omit<ThreadRecord, 'events'> = {};
    try {
      if (!machine.enterRun(isOrdered)) return false;
      enter(machine);
      machine.perform((makeCall) => this.#start(makeCall));
    } catch (error) {
      if (error !== OVER && !machine.isOver) {
        const outside = outsideUse(error);
        record = outside === undefined ? { panic: textOf(error) } : { refused: outside };
        machine.panic();
      }
    } finally {
      enter(undefined);
    }
    this.#report({
      ...record,
      events: machine.events,
      ...(machine.refusal !== undefined && { refused: machine.refusal }),
    });
    return true;
  }

  free(): void {
    const { control, names, id } = this.setup;
    const events: CallEvent[] = [];
    const tick = (): number => Atomics.add(control, CONTROL.clock, 1) + 1;
    const makeCall: MakeCall = (name, args, call) => {
      const begun = events.push({ thread: id, name, args, at: tick() }) - 1;
      try {
        const result = call();
        events.push({ thread: id, name, args, at: tick(), begun, result });
        return result;
      } catch (error) {
        events.push({ thread: id, name, args, at: tick(), begun, error: textOf(error).message });
        throw error;
      }
    };
    // All threads set off at once, or nearly so.
    Atomics.add(control, CONTROL.started, 1);
    for (let spins = 0; spins < 5000 && Atomics.load(control, CONTROL.started) < names.length; spins += 1);
    let record: Omit<ThreadRecord, 'events'> = {};
    try {
      this.#start(makeCall);
    } catch (error) {
      const outside = outsideUse(error);
      record = outside === undefined ? { panic: textOf(error) } : { refused: outside };
    }
    this.#report({ ...record, events });
  }

  #start(makeCall: MakeCall): unknown {
    const env = this.#env;
    return runBody(this.#body, observed(this.#open(this.#evaluate(), env), makeCall), env);
  }

  #report(record: ThreadRecord): void {
    const { text } = this.setup;
    if (!writeRecord(text, record))
      writeRecord(text, { events: [], refused: 'its calls are too much to report' });
    this.#done();
  }

  #done(): void {
    const { control, names } = this.setup;
    // Whoever steers is woken once only.
    if (Atomics.add(control, CONTROL.done, 1) + 1 === names.length) Atomics.notify(control, CONTROL.done);
  }

  /** Nothing brings the thread back: it gives itself up. */
  #lose(): never {
    const { control, text, id } = this.setup;
    writeRecord(text, { events: this.#machine.events });
    Atomics.store(control, CONTROL.lost, id + 1);
    this.#done();
    process.exit();
  }
}

function onlyClass(module: Exports, memory: Memory): unknown {
  const [Subject] = Object.values(module).filter((each) => typeof each === 'function');
  return new (Subject as new (memory: Memory) => unknown)(memory);
}

function textOf(error: unknown): { name: string; message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: '', message: String(error) };
}

let part: Part | undefined;
for (let order = 0; ;) {
  Atomics.wait(mailbox, CONTROL.order, order);
  order = Atomics.load(mailbox, CONTROL.order);
  switch (Atomics.load(mailbox, CONTROL.what)) {
    case ORDER.setUp: {
      const message = receiveMessageOnPort(port)?.message as ThreadSetup;
      let reply: ThreadReply = { ready: true };
      try {
        part = new Part(message);
      } catch (error) {
        reply = { error: textOf(error).message };
      }
      port.postMessage(reply);
      break;
    }
    case ORDER.steered: {
      const current = order;
      // Steered runs follow one another until there is another order.
      while (part?.steered(() => Atomics.load(mailbox, CONTROL.order) !== current));
      break;
    }
    case ORDER.free:
      part?.free();
      break;
    default:
  }
}
