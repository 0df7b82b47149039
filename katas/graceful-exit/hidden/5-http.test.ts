import type { Server } from 'node:http';
import { Chan } from '@katas/goroutine';
import { looksLike, test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { GroupClosedError, SignalError } from '#solution';
import { must, mustBe, thrownBy } from './expectation.ts';
import { checkReport, expectReport, mustExit, reportOf } from './report.ts';
import { Client, natively, Web, WebScene } from './web.ts';

test(
  {
    en: 'a server keeps the group going, and its connections alive, until the shutdown',
    zh: '停机之前，server 让 group 一直运行，连接也都保持着',
  },
  () =>
    withWeb(async (web, scene) => {
      scene.group.serve('http', web.server);
      await web.listen();
      const report = scene.wait();
      await scene.nearly(() => !web.server.listening, '').catch(() => {});
      must(scene.report === undefined, 'wait() resolved, though a server of the group is running');
      must(web.server.listening, 'the server was closed, though nobody has asked for a shutdown');
      const client = await web.idle();
      await client.answer('/now');
      await client.answer('/now');
      must(!client.isClosed, 'a connection was closed before the shutdown');
      mustBe('what happened before the shutdown', scene.story, 'nothing');
      scene.group.shutdown();
      await report;
      mustDrain(scene);
      expectReport(scene, {});
      must(!web.server.listening, 'the server still listens after the end of the group');
    }),
);

test(
  {
    en: 'from the shutdown on no connection is accepted, while a request in flight goes on',
    zh: '停机开始后不再接受新连接，正在处理的请求照常进行',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      const { port } = web;
      scene.group.serve('http', web.server);
      const { client, held } = await web.hold('/slow');
      const report = scene.wait();
      scene.group.shutdown();
      await scene.soon(() => !web.server.listening, 'after shutdown() the server still listens');
      const late = new Client(port);
      await late.connected.catch(() => {});
      await scene.soon(() => late.isClosed, 'a connection was accepted after the shutdown');
      must(!client.isClosed, 'the connection of a request in flight was closed by the shutdown');
      mustBe('what happened while a request was in flight', scene.story, 'nothing');
      held.response.end('answer to /slow');
      await report;
      mustDrain(scene);
      expectReport(scene, {});
      await client.until(() => false);
      mustHaveAnswer(client, '/slow');
    }),
);

test(
  {
    en: 'an answer that has begun and a request still on its way are finished, and then their connections are closed',
    zh: '已开始的响应、还没传完的请求都会完成，之后连接才关闭',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const begun = await web.hold('/begun');
      const upload = await web.hold('/upload', 'half of it, ');
      begun.held.response.write('the first part, ');
      await begun.client.until(() => begun.client.text.includes('the first part, '));
      const report = scene.wait();
      scene.group.shutdown();
      await scene.soon(() => !web.server.listening, 'after shutdown() the server still listens');
      begun.held.response.end('answer to /begun');
      await looksLike('keep-alive-lingers', () =>
        scene.soon(
          () => begun.client.isClosed,
          'a connection stayed open after its last answer, though the group is shutting down',
        ),
      );
      mustHaveAnswer(begun.client, '/begun');
      mustBe('what happened while a request was in flight', scene.story, 'nothing');
      upload.client.send('half of it, ');
      let body = '';
      for await (const part of upload.held.request) body += String(part);
      expect(body, 'the body of the request that was still on its way').toBe('half of it, half of it, ');
      upload.held.response.end('answer to /upload');
      await report;
      mustDrain(scene);
      expectReport(scene, {});
      await upload.client.until(() => false);
      mustHaveAnswer(upload.client, '/upload');
    }),
);

test(
  {
    en: 'idle connections are closed at once, however many requests they have had',
    zh: '空闲连接立刻关闭，无论之前有过多少请求',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const { held } = await web.hold('/slow');
      const once = await web.idle();
      const often = await web.idle();
      for (let requests = 0; requests < 3; requests += 1) await often.answer('/now');
      const report = scene.wait();
      scene.group.shutdown();
      for (const [client, what] of [
        [once, 'one answer'],
        [often, 'four answers'],
      ] as const)
        await looksLike('idle-stays-open', () =>
          scene.soon(
            () => client.isClosed,
            `an idle connection, after ${what}, was not closed at the shutdown`,
          ),
        );
      held.response.end('answer to /slow');
      await report;
      mustDrain(scene);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'connections that have never sent anything are closed at once',
    zh: '从未发送过任何数据的连接立刻关闭',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const { held } = await web.hold('/slow');
      const silent = [await web.connect(), await web.connect()];
      const report = scene.wait();
      scene.group.shutdown();
      for (const client of silent)
        await looksLike('silent-stays-open', () =>
          scene.soon(() => client.isClosed, 'a silent connection was not closed at the shutdown'),
        );
      held.response.end('answer to /slow');
      await report;
      mustDrain(scene);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'a signal takes everything down in order: servers and goroutines first, then the hooks',
    zh: '收到信号后有序停机：先是 server 和 goroutine，然后是钩子',
  },
  () =>
    withWeb(async (web, scene) => {
      const other = new Web();
      try {
        await web.listen();
        await other.listen();
        scene.group.onShutdown('db', () => scene.note('db is closed'));
        scene.group.serve('http', web.server);
        scene.group.serve('admin', other.server);
        const ended = new Chan<never>();
        scene.group.go('worker', async (ctx) => {
          await ctx.done().recv();
          ended.close();
        });
        const first = await web.hold('/first');
        const second = await other.hold('/second');
        const report = scene.wait();
        await scene.signals.send('SIGTERM');
        await ended.recv();
        for (const { server } of [web, other])
          await scene.soon(() => !server.listening, 'after a signal a server still listens');
        const closed = (name: string, { server }: Web): void =>
          void server.once('close', () => scene.note(name));
        closed('http is closed', web);
        closed('admin is closed', other);
        first.held.response.end('answer to /first');
        await scene.soon(() => first.client.isClosed, 'a connection stayed open after its last answer');
        second.held.response.end('answer to /second');
        const { cause } = await report;
        mustDrain(scene);
        must(cause instanceof SignalError, `the cause is not a SignalError, but ${String(cause)}`);
        checkReport(reportOf(scene), { cause: cause as Error, exitCode: 143 });
        mustBe(
          'what happened',
          scene.story,
          'http is closed, admin is closed, db is closed, wait() resolves',
        );
        await second.client.until(() => false);
        mustHaveAnswer(first.client, '/first');
        mustHaveAnswer(second.client, '/second');
      } finally {
        other.tearDown();
      }
    }),
);

test(
  {
    en: 'a client that goes away before its answer keeps nobody waiting',
    zh: '客户端没等到响应就断开，不会让任何人一直等下去',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const before = await web.hold('/before');
      const during = await web.hold('/during');
      before.client.destroy();
      await scene.soon(
        () => before.held.response.destroyed,
        'a client went away, and the server does not know',
      );
      const report = scene.wait();
      scene.group.shutdown();
      await scene.soon(() => !web.server.listening, 'after shutdown() the server still listens');
      during.client.destroy();
      await report;
      mustDrain(scene);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'a server whose request is never answered is named at the deadline',
    zh: '一直没有响应请求的 server，期限到时会被点名',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      scene.group.onShutdown('hook', () => scene.note('hook'));
      scene.group.go('worker', async (ctx) => {
        await ctx.done().recv();
      });
      const { client } = await web.hold('/never');
      scene.group.shutdown();
      await scene.wait();
      mustExit(scene, 1);
      checkReport(reportOf(scene), { timedOut: ['http'], exitCode: 1 });
      client.destroy();
      web.tearDown();
      await scene.soon(() => true, '');
      mustBe('what happened', scene.story, 'exit(1), wait() resolves');
    }, 40),
);

test(
  {
    en: 'a server that can not listen is an error of the group, and the others come to their end in order',
    zh: 'server 无法监听就是 group 的错误，其余的照常有序结束',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const { client, held } = await web.hold('/slow');
      const second = new Web();
      scene.group.serve('second', second.server);
      const failed = new Promise((resolve) => second.server.once('error', resolve));
      second.server.listen(web.port, '127.0.0.1');
      const report = scene.wait();
      await failed;
      await scene.nearly(
        () => !web.server.listening,
        'after the error of one server the other one still listens',
      );
      held.response.end('answer to /slow');
      const { cause, errors } = await report;
      mustDrain(scene);
      expect(Reflect.get(cause ?? {}, 'code'), 'code of the cause').toBe('EADDRINUSE');
      expect(
        errors.map(({ name }) => name),
        'the names in errors',
      ).toEqual(['second']);
      checkReport(reportOf(scene), {
        cause: cause as Error,
        errors: [['second', cause as Error]],
        exitCode: 1,
      });
      await client.until(() => false);
      mustHaveAnswer(client, '/slow');
      expectUntouched(second.server, 'second');
    }),
);

test(
  {
    en: 'an error event of a server that listens begins the shutdown, and its requests are answered',
    zh: '正在监听的 server 发出 error 事件会使停机开始，它的请求照样得到响应',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const boom = new Error('boom');
      const { client, held } = await web.hold('/slow');
      const report = scene.wait();
      web.server.on('error', () => {});
      web.server.emit('error', boom);
      await scene.nearly(() => !web.server.listening, 'after an error event the server still listens');
      must(!client.isClosed, 'the connection of a request in flight was closed after an error event');
      mustBe('what happened while a request was in flight', scene.story, 'nothing');
      held.response.end('answer to /slow');
      await report;
      mustDrain(scene);
      expectReport(scene, { cause: boom, errors: [['http', boom]], exitCode: 1 });
      await client.until(() => false);
      mustHaveAnswer(client, '/slow');
    }),
);

test(
  {
    en: 'a server that somebody else closes has come to its end without an error',
    zh: '被别人关闭的 server 算正常结束，不是错误',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      scene.group.serve('http', web.server);
      const client = await web.idle();
      const report = scene.wait();
      const closed = new Promise((resolve) => web.server.once('close', resolve));
      web.server.close();
      await client.until(() => false);
      await closed;
      await scene.nearly(
        () => scene.report !== undefined,
        'wait() has not resolved, though the only server is closed',
      );
      await report;
      mustDrain(scene);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'serve is refused after the shutdown, and leaves the server as it is',
    zh: '停机之后 serve 被拒绝，server 保持原样',
  },
  () =>
    withWeb(async (web, scene) => {
      await web.listen();
      const before = listenersOf(web.server);
      scene.group.shutdown();
      const error = thrownBy(() => scene.group.serve('http', web.server), 'serve after shutdown()');
      must(
        error instanceof GroupClosedError,
        `serve after shutdown() threw no GroupClosedError, but ${String(error)}`,
      );
      await scene.wait();
      expectReport(scene, {});
      must(web.server.listening, 'serve was refused, and the server was closed nevertheless');
      expect(listenersOf(web.server), 'listeners of the server, after serve was refused').toBe(before);
      const client = await web.idle();
      must(!client.isClosed, 'a connection of a server that was refused was closed');
    }),
);

test(
  {
    en: 'when the group is over nothing of it is left: no listener, no connection, no goroutine, no timer',
    zh: 'group 结束后什么都不留下：没有监听器、连接、goroutine、定时器',
  },
  () =>
    withWeb(async (web, scene) => {
      const before = listenersOf(web.server);
      await web.listen();
      scene.group.serve('http', web.server);
      const idle = await web.idle();
      const slow = await web.hold('/slow');
      const gone = await web.hold('/gone');
      gone.client.destroy();
      const report = scene.wait();
      scene.group.shutdown();
      slow.held.response.end('answer to /slow');
      await report;
      mustDrain(scene);
      expect(listenersOf(web.server), 'listeners of the server, after the end of the group').toBe(before);
      const connections = await new Promise((resolve) => {
        web.server.getConnections((_, count) => resolve(count));
      });
      expect(connections, 'connections of the server, after the end of the group').toBe(0);
      await scene.soon(
        () => idle.isClosed && slow.client.isClosed,
        'a connection is still open after the end of the group',
      );
    }),
);

async function withWeb(body: (web: Web, scene: WebScene) => Promise<void>, graceMs?: number): Promise<void> {
  const web = new Web();
  await natively(async () => {
    const scene = new WebScene(graceMs);
    try {
      await body(web, scene);
    } finally {
      web.tearDown();
    }
  });
}

/** The group had time enough: what it says about the deadline is about its own doing. */
function mustDrain({ exits, story, report }: WebScene): void {
  const late = report?.timedOut.join(', ') ?? '';
  must(
    exits.length === 0,
    `at the deadline [${late}] had not come to its end, though all requests were answered: ${story}`,
  );
}

function mustHaveAnswer({ text }: Client, path: string): void {
  must(
    text.includes(`answer to ${path}`),
    `the answer to ${path}, which was in flight, is not complete: ${JSON.stringify(text)}`,
  );
}

/** How many listeners there are, by event. */
function listenersOf(server: Server): string {
  return server
    .eventNames()
    .map((event) => `${String(event)}: ${server.listenerCount(event)}`)
    .sort()
    .join(', ');
}

function expectUntouched(server: Server, name: string): void {
  const own = server
    .eventNames()
    .filter((event) => !['request', 'connection', 'listening'].includes(String(event)));
  expect(own, `events of ${name} that have a listener, after the end of the group`).toEqual([]);
}
