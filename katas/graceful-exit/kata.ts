import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'A group that exits gracefully', zh: '优雅退出的 group' },
  heading: '实现协程完美退出',
  level: 3,
  order: 7,
  exports: ['Group', 'SignalError', 'GroupClosedError'],
  structure: [
    {
      rule: 'imports',
      allow: ['@katas/goroutine', 'node:http', 'node:net'],
      why: {
        en: 'Goroutines, channels, contexts and time come from the library; of node:http and node:net the types are enough.',
        zh: 'goroutine、channel、context 和时间都来自本库；node:http 和 node:net 用到类型就够了。',
      },
    },
    {
      rule: 'no-calls',
      calls: [
        'process.exit',
        'process.reallyExit',
        'process.abort',
        'process.kill',
        'process.on',
        'process.once',
        'process.addListener',
        'process.prependListener',
        'process.prependOnceListener',
        'signalNotify',
      ],
      why: {
        en: 'The process belongs to whoever made the group: its signals come by the channel, its end is `exit`. So a test, and a program with two groups, can work.',
        zh: '进程属于创建 group 的人：信号从 channel 来，结束用 `exit`。这样才能测试，一个程序里也才能有两个 group。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['setTimeout', 'setInterval', 'setImmediate', 'AbortSignal.timeout'],
      why: {
        en: 'The clock of the platform can not be steered; the time of `@katas/goroutine` can, and is.',
        zh: '平台的时钟无法操控；`@katas/goroutine` 的时间可以，测试就是这样做的。',
      },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two groups must not meet through a variable outside of them.',
        zh: '两个 group 不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
    { rule: 'complexity', nesting: 5, branches: 25 },
  ],
  stages: [
    {
      slug: 'first-error',
      title: { en: 'Wait for all; the first error cancels', zh: '等待所有；第一个错误取消其余' },
      suite: 'hidden/1-first-error.test.ts',
      tests: 16,
      hints: [
        {
          en: 'Everything that can begin a shutdown (an error, `shutdown`, the last return while somebody waits) should go through one private method that does nothing the second time: note the cause, refuse newcomers, end the context. `context.withCancelCause(context.background())` gives a context and the function that ends it.',
          zh: '能引起停机的事（出错、`shutdown`、有人 wait 时最后一个返回）都应走同一个私有方法，第二次调用时什么也不做：记下 cause，拒绝新来的，结束 context。`context.withCancelCause(context.background())` 会给出一个 context 和结束它的函数。',
        },
        {
          en: 'Let each goroutine of the group be wrapped: `try { await f(ctx) } catch (error) { … }`, then count it out. The call of `f` belongs inside the `try`, since it may throw before it returns a promise. Nothing that is thrown leaves the wrapper, so there is no rejection that could get lost, and no `Promise.all` that would stop listening at the first.',
          zh: '把组里的每个 goroutine 包一层：`try { await f(ctx) } catch (error) { … }`，然后计数减一。`f` 的调用要放在 `try` 里，因为它可能在返回 promise 之前就抛错。包装函数不会再抛出任何东西，这样既没有会丢失的 rejection，也用不着遇到第一个错误就不管其余的 `Promise.all`。',
        },
        {
          en: 'Count in `go` itself, not in the goroutine: between the two somebody may find the group empty. The same moment that finds it empty, while somebody waits, must also close the door for `go`. A count of running goroutines and a flag, both changed without an `await` in between, are enough.',
          zh: '计数要在 `go` 里加，不要等 goroutine 跑起来再加：两者之间可能有人看到 group 是空的。而发现它为空（且有人在 wait）的同一时刻，必须同时对 `go` 关上门。一个计数、一个标志，中间没有 `await`，就够了。',
        },
        {
          en: 'An error that only says that the context is over is `error === ctx.err() || error === ctx.cause()`, and only once the shutdown has begun: ask before you begin the shutdown with this very error. `thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })` makes an error of anything. Keep the report in a promise (`Promise.withResolvers`) that every `wait` returns.',
          zh: '“只表示 context 已结束”的错误就是 `error === ctx.err() || error === ctx.cause()`，并且要在停机已经开始之后：先判断，再用这个错误去开始停机。`thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })` 能把任何抛出物变成错误。把报告放进一个 promise（`Promise.withResolvers`），每个 `wait` 都返回它。',
        },
      ],
    },
    {
      slug: 'hooks',
      title: { en: 'Shutdown hooks, like defer', zh: '停机钩子，如同 defer' },
      suite: 'hidden/2-hooks.test.ts',
      tests: 10,
      hints: [
        {
          en: 'The hooks close what the goroutines use, so they come when the last goroutine has returned, whether it failed or not, and whether somebody waits or not. So the drain is a goroutine of its own, which begins with the shutdown.',
          zh: '钩子关闭的是 goroutine 正在使用的东西，所以要等最后一个 goroutine 返回才轮到它们，无论有没有出错，也无论有没有人在 wait。因此“排空”应当是一个自己的 goroutine，随停机开始而启动。',
        },
        {
          en: 'LIFO, one after the other: `for (let hook = hooks.pop(); hook !== undefined; hook = hooks.pop())`, with `await` and `try … catch` around each call, not around the loop. `await hook.f(ctx)` serves both kinds, those that return a promise and those that do not.',
          zh: '后进先出、逐个执行：`for (let hook = hooks.pop(); hook !== undefined; hook = hooks.pop())`，每次调用各自 `await`、各自 `try … catch`，不要把循环整个包起来。`await hook.f(ctx)` 对返回 promise 和不返回的都适用。',
        },
        {
          en: 'The context of the goroutines is over by then; with it a hook could not even wait for its database to close. Make another one from `context.background()`, and cancel it when the hooks are done. What a hook throws is noted like the error of a goroutine, with the name of the hook.',
          zh: '这时 goroutine 的 context 已经结束；拿着它，钩子连等数据库关闭都做不到。另外从 `context.background()` 造一个，钩子都跑完后取消它。钩子抛出的错误和 goroutine 的一样记下来，名字是钩子的名字。',
        },
      ],
    },
    {
      slug: 'deadline',
      title: { en: 'The deadline', zh: '期限' },
      suite: 'hidden/3-deadline.test.ts',
      tests: 12,
      hints: [
        {
          en: 'The time begins where the shutdown begins: note `time.now() + graceMs` there. Drain and deadline then race, and `select` over a channel that the drain closes and the channel of a timer (`time.newTimer(ms).C`) tells who came first.',
          zh: '计时从停机开始的那一处算起：在那里记下 `time.now() + graceMs`。之后“排空”和“期限”赛跑：对排空结束时关闭的 channel 和定时器的 channel（`time.newTimer(ms).C`）做 `select`，就知道谁先到。',
        },
        {
          en: 'Whoever wins, the loser must leave nothing behind and change nothing: stop the timer when all is drained; and when the deadline has struck, set a flag that the drain asks before each hook, and that keeps late errors out of the report. The report should not be the very object or array that you go on changing.',
          zh: '无论谁赢，输的一方都不能留下东西、也不能再改变什么：排空了就停掉定时器；期限到了就设一个标志，排空在每个钩子之前都检查它，迟到的错误也不再进入报告。报告不应是你还会继续修改的那个对象或数组。',
        },
        {
          en: 'To name those who are late, keep the running goroutines themselves, not only their number: a `Set` of objects `{ name }` keeps the order of their start, and two of the same name stay two. If it is empty, it is the hook that runs now.',
          zh: '要点名谁迟到了，就得保存正在运行的 goroutine 本身，而不只是个数：由对象 `{ name }` 组成的 `Set` 保持启动顺序，同名的两个仍是两个。如果它是空的，那就是当前正在运行的钩子。',
        },
        {
          en: 'The hooks’ context is `context.withDeadline(context.background(), deadlineMs)`, with the same point in time. Call `exit(1)` first and resolve the report then, in one go, without an `await` in between.',
          zh: '钩子的 context 是 `context.withDeadline(context.background(), deadlineMs)`，用的是同一个时间点。先调用 `exit(1)`，再完成报告，两步之间不要有 `await`。',
        },
      ],
    },
    {
      slug: 'signals',
      title: { en: 'Signals: the first drains, the second forces', zh: '信号：第一个排空，第二个强制' },
      suite: 'hidden/4-signals.test.ts',
      tests: 13,
      hints: [
        {
          en: 'A signal is one more event to select on, from the construction to the end: while the group runs beside `ctx.done()`, and while it drains beside the drained channel and the timer. Count the signals, not the shutdowns.',
          zh: '信号只是 `select` 的又一个事件，从构造到结束都要听：运行时和 `ctx.done()` 并列，排空时和排空 channel、定时器并列。要数的是信号的个数，不是停机的次数。',
        },
        {
          en: 'A closed channel is always ready, with `ok: false`. Take it out of the `select` then: a case on `undefined` is never ready, so `let signals: RecvChan<Signal> | undefined` and `recv(signals)` will do.',
          zh: '关闭了的 channel 永远就绪，`ok` 为 `false`。这时要把它从 `select` 里拿掉：`undefined` 上的 case 永远不会就绪，所以用 `let signals: RecvChan<Signal> | undefined` 和 `recv(signals)` 即可。',
        },
        {
          en: 'When the group is over, the goroutine that listens must be over, too: a `recv` that still waits is left behind, and takes a signal that is meant for somebody else. `recv(ctx)` with a context that ends with the group, or a `select`, gets it out.',
          zh: 'group 结束时，听信号的 goroutine 也必须结束：还在等待的 `recv` 就是遗留物，而且会抢走本该给别人的信号。用随 group 一起结束的 context 调 `recv(ctx)`，或用 `select`，都能让它退出。',
        },
        {
          en: 'The code: what `exit` was called with; else 1 if there are errors; else `128 + n` of the signal that is the cause (SIGINT is 2, SIGTERM 15); else 1 if there is a cause; else 0.',
          zh: '退出码依次是：`exit` 被调用时的参数；有 errors 则为 1；cause 是信号则为 `128 + n`（SIGINT 是 2，SIGTERM 是 15）；有 cause 则为 1；否则为 0。',
        },
      ],
    },
    {
      slug: 'http',
      title: { en: 'An HTTP server', zh: 'HTTP server' },
      suite: 'hidden/5-http.test.ts',
      tests: 13,
      hints: [
        {
          en: '`server.close()` stops accepting and closes the idle connections, but not all: one that has never sent a request stays, and one that was busy stays open for `keepAliveTimeout` (5 s) after its answer. The `close` event comes when the last connection is gone. So keep account of the connections yourself.',
          zh: '`server.close()` 会停止接受连接并关闭空闲连接，但不是全部：从未发过请求的连接会留着；正忙的连接在响应之后还会保持 `keepAliveTimeout`（5 秒）。最后一个连接消失时才有 `close` 事件。所以要自己记住有哪些连接。',
        },
        {
          en: 'In `serve`, before you return: `connection` gives every socket, `request` gives request and response, `request.socket` says whose it is. A map from socket to the number of its open requests; `response.once("close")` counts one out, also where the client has gone away (`finish` does not come then).',
          zh: '在 `serve` 返回之前就装好：`connection` 事件给出每个 socket，`request` 事件给出请求和响应，`request.socket` 说明属于哪个连接。用一个从 socket 到未完成请求数的 map；`response.once("close")` 时减一，客户端中途断开时也会触发（那时没有 `finish`）。',
        },
        {
          en: 'The server is a goroutine: it waits for `ctx.done()` or for the server’s own `close`, then closes the server and every socket without a request, lets each other one close after its last response, and returns at the `close` event.',
          zh: 'server 就是一个 goroutine：先等 `ctx.done()` 或 server 自己的 `close`，然后关闭 server 和所有没有请求的 socket，让其余的在最后一个响应之后关闭，等到 `close` 事件再返回。',
        },
        {
          en: 'An `error` event must begin the shutdown at once. After an error of `listen` no `close` will ever come (`server.listening` is false): that goroutine is done. Take all your listeners off in the end, and close sockets with `socket.destroySoon()` or `end()`, which sends what is written already; `closeAllConnections()` cuts requests in flight off.',
          zh: '`error` 事件必须立刻开始停机。`listen` 出错之后不会再有 `close`（`server.listening` 为 false）：这个 goroutine 就结束了。最后摘掉你装的所有监听器；关闭 socket 用 `socket.destroySoon()` 或 `end()`，它们会先把已写入的发出去；`closeAllConnections()` 会把正在处理的请求切断。',
        },
      ],
    },
  ],
  limits: { testMs: 3000, stageMs: 20_000 },
  mistakes: {
    'abandons-the-rest': {
      name: { en: 'a wait that abandons the rest', zh: '丢下其余 goroutine 的 wait' },
      says: {
        en: '`wait` came back while a goroutine was still at work: what it does from now on nobody sees. `Promise.all` and `Promise.race` do that at the first rejection.',
        zh: '还有 goroutine 在工作，`wait` 就返回了：它之后做的事没人看得到。`Promise.all` 和 `Promise.race` 遇到第一个 rejection 就会这样。',
      },
      hint: { stage: 'first-error', number: 2 },
    },
    'shared-state': {
      name: { en: 'state that is shared by all groups', zh: '所有 group 共用的状态' },
      says: {
        en: 'What happens in one group shows in another one.',
        zh: '一个 group 里发生的事影响了另一个。',
      },
      hint: { stage: 'first-error', number: 1 },
    },
    'hooks-fifo': {
      name: { en: 'hooks in the order of registration', zh: '按注册顺序运行的钩子' },
      says: {
        en: 'What was opened last leans on what was opened before, so it must be closed first.',
        zh: '后打开的依赖先打开的，所以必须先关闭后打开的。',
      },
      hint: { stage: 'hooks', number: 2 },
    },
    'hooks-at-once': {
      name: { en: 'hooks that run side by side', zh: '同时运行的钩子' },
      says: {
        en: 'A hook was begun before the one above it had settled: a call without `await`, or `Promise.all`.',
        zh: '上一个钩子还没结束，下一个就开始了：调用时没有 `await`，或者用了 `Promise.all`。',
      },
      hint: { stage: 'hooks', number: 2 },
    },
    'hooks-too-early': {
      name: { en: 'hooks that do not wait for the goroutines', zh: '不等 goroutine 的钩子' },
      says: {
        en: 'A hook closed something that a goroutine still uses.',
        zh: '钩子关掉了 goroutine 还在使用的东西。',
      },
      hint: { stage: 'hooks', number: 1 },
    },
    'waits-for-ever': {
      name: { en: 'a shutdown without a deadline', zh: '没有期限的停机' },
      says: {
        en: 'Somebody ignores the context, and the group waits for him for ever.',
        zh: '有人无视 context，group 就一直等他。',
      },
      hint: { stage: 'deadline', number: 1 },
    },
    'kills-at-once': {
      name: { en: 'a kill at the first signal', zh: '收到第一个信号就杀掉' },
      says: {
        en: 'The first signal asks. Only the deadline and the second signal force.',
        zh: '第一个信号只是请求；只有期限和第二个信号才强制。',
      },
      hint: { stage: 'signals', number: 1 },
    },
    'second-signal-ignored': {
      name: { en: 'a second signal that nobody hears', zh: '没人听的第二个信号' },
      says: {
        en: 'Who presses Ctrl-C twice wants to get out now. Nobody listens any more while the group drains.',
        zh: '按两次 Ctrl-C 的人是想马上退出。排空期间已经没有人在听信号了。',
      },
      hint: { stage: 'signals', number: 1 },
    },
    'keep-alive-lingers': {
      name: { en: 'a connection that lingers after its last answer', zh: '最后一个响应之后仍然逗留的连接' },
      says: {
        en: 'HTTP keeps a connection alive after an answer, in the hope of more. During a shutdown there will be no more.',
        zh: 'HTTP 在响应之后会保持连接，期待下一个请求。停机期间不会再有了。',
      },
      hint: { stage: 'http', number: 1 },
    },
    'idle-stays-open': {
      name: { en: 'an idle connection that is waited for', zh: '还在等空闲连接' },
      says: {
        en: 'A connection that is kept alive without a request may stay so for long; nobody is waiting for an answer on it.',
        zh: '没有请求、只是保持着的连接可能一直这样；没有人在它上面等响应。',
      },
      hint: { stage: 'http', number: 2 },
    },
    'silent-stays-open': {
      name: { en: 'a silent connection that is waited for', zh: '还在等沉默的连接' },
      says: {
        en: 'Browsers and load balancers open connections in advance. Node does not count one that has never sent a request among the idle ones.',
        zh: '浏览器和负载均衡会预先建立连接。从未发过请求的连接，Node 不把它算作空闲连接。',
      },
      hint: { stage: 'http', number: 1 },
    },
  },
});
