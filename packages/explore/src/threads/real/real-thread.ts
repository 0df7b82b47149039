import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { CONTROL, CONTROL_WORDS, ORDER, type ThreadReply, type ThreadSetup } from './control.ts';

/** Threads that wait for their next scenario: starting one takes longer than most runs. */
const idle: RealThread[] = [];
const MOST_IDLE = 8;

/** A worker thread that takes part in scenarios, one after the other. */
export class RealThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #mailbox = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));

  private constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(new URL('./entry.ts', import.meta.url), {
      workerData: { mailbox: this.#mailbox, port: port2 },
      transferList: [port2],
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
    });
    this.#worker.unref();
    this.#port.unref();
  }

  static take(): RealThread {
    return idle.pop() ?? new RealThread();
  }

  /** @throws {Error} when the thread can't be had for the scenario */
  async setUp(setup: ThreadSetup): Promise<void> {
    const reply = await new Promise<ThreadReply>((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#port.off('message', onMessage);
        this.#worker.off('error', onError);
        this.#worker.off('exit', onExit);
        this.#port.unref();
        this.#worker.unref();
        act();
      };
      const onMessage = (message: ThreadReply): void => settle(() => resolve(message));
      const onError = (error: Error): void => settle(() => reject(error));
      const onExit = (): void => settle(() => reject(new Error('the thread ended')));
      this.#port.on('message', onMessage);
      this.#worker.on('error', onError);
      this.#worker.on('exit', onExit);
      // While a reply is due the process must not end.
      this.#worker.ref();
      this.#port.postMessage(setup);
      this.order(ORDER.setUp);
    });
    if ('error' in reply) throw new Error(reply.error);
  }

  order(what: number): void {
    Atomics.store(this.#mailbox, CONTROL.what, what);
    Atomics.add(this.#mailbox, CONTROL.order, 1);
    Atomics.notify(this.#mailbox, CONTROL.order);
  }

  /** The thread is in no scenario any more. */
  release(): void {
    if (idle.length < MOST_IDLE) idle.push(this);
    else void this.stop();
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
