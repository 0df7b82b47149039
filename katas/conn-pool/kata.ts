import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'A pool of database connections', zh: '数据库连接池' },
  heading: 'mysql 连接池实现',
  level: 3,
  order: 8,
  exports: ['Pool', 'PoolClosedError', 'BadConnError'],
  limits: { testMs: 3000 },
  structure: [
    {
      rule: 'imports',
      allow: ['@katas/goroutine'],
      why: {
        en: 'The pool is the kata; its clock, contexts, channels and locks come from `@katas/goroutine`.',
        zh: '要写的就是连接池本身；时钟、context、通道和锁来自 `@katas/goroutine`。',
      },
    },
    {
      rule: 'no-calls',
      calls: [
        'setTimeout',
        'setInterval',
        'setImmediate',
        'Date.now',
        'performance.now',
        '.newTicker',
        '.tick',
      ],
      why: {
        en: 'Who waits is woken by what happens, and what is due gets one timer of `time`: nobody looks again and again, and there is one clock.',
        zh: '等待者由事件唤醒，到期的事由 `time` 的定时器处理：不轮询，且只有一个时钟。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['.splice', '.toSpliced', '.indexOf', '.lastIndexOf', '.findIndex', '.findLastIndex'],
      why: {
        en: 'Whoever gives up must leave the line without anybody looking through it: a linked list or a Set does that in O(1).',
        zh: '放弃等待的人离开队伍时，不应当在整个队伍里查找：链表或 Set 可以 O(1) 完成。',
      },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two pools must not meet through a variable outside of them.',
        zh: '两个连接池不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
    { rule: 'complexity', nesting: 5, branches: 25 },
  ],
  mistakes: {
    'check-await-increment': {
      name: { en: 'a check before an await, and the count after it', zh: '先检查、await 之后才计数' },
      says: {
        en: 'Two callers see the same free place, because the first one has not yet counted itself when it waits for its dial.',
        zh: '第一个调用者在等待建连时还没有把自己计入，另一个调用者就看到了同一个空位。',
      },
      hint: { stage: 'bound-and-reuse', number: 2 },
    },
    'leaked-place': {
      name: { en: 'a place that is never given back', zh: '名额没有归还' },
      says: {
        en: 'A dial that failed, or a connection that is gone, still counts, or nobody in line is told that there is room again.',
        zh: '失败的建连或已消失的连接仍然占着名额，或者没有通知等待者又有空位了。',
      },
      hint: { stage: 'bound-and-reuse', number: 3 },
    },
    'released-twice': {
      name: { en: 'a connection that was given back twice', zh: '同一个连接被归还两次' },
      says: {
        en: 'A lease whose time is over still acts on the connection, which by now belongs to somebody else.',
        zh: '已经结束的租约仍然在操作连接，而连接此时属于别人。',
      },
      hint: { stage: 'bound-and-reuse', number: 4 },
    },
    'lost-wake-up': {
      name: { en: 'a lost wake-up', zh: '丢失的唤醒' },
      says: {
        en: 'A connection came back while somebody waited for it, and nobody told them.',
        zh: '有人在等，连接归还了，却没有人通知等待者。',
      },
      hint: { stage: 'waiting-in-line', number: 1 },
    },
    overtaking: {
      name: { en: 'a newcomer that overtakes the line', zh: '后来者插队' },
      says: {
        en: 'What is released becomes free for anybody, and whoever comes along just then is faster than those who wait.',
        zh: '归还的连接成了谁都能拿的东西，恰好路过的人比等待者更快。',
      },
      hint: { stage: 'waiting-in-line', number: 1 },
    },
    polling: {
      name: { en: 'polling', zh: '轮询' },
      says: {
        en: 'Who waits looks again after some time, instead of being woken.',
        zh: '等待者隔一段时间看一次，而不是被唤醒。',
      },
      hint: { stage: 'waiting-in-line', number: 1 },
    },
    'cancelled-waiter-receives': {
      name: { en: 'a cancelled waiter that still receives', zh: '已取消的等待者仍然收到连接' },
      says: {
        en: 'Who has given up is still in line, or got a connection just before, and nobody uses it or puts it back.',
        zh: '放弃的人仍在队伍里，或者刚好拿到了连接，却没有人使用它，也没有放回去。',
      },
      hint: { stage: 'waiting-in-line', number: 3 },
    },
    'bad-connection-reused': {
      name: { en: 'a bad connection that is put back', zh: '坏连接被放回池中' },
      says: {
        en: 'A connection that is known to be gone waits for the next caller.',
        zh: '已知失效的连接还在等着下一个调用者。',
      },
      hint: { stage: 'health', number: 3 },
    },
    'endless-retry': {
      name: { en: 'a retry without an end', zh: '没有尽头的重试' },
      says: {
        en: 'With every idle connection gone, or a function that always fails, it tries more often than it should.',
        zh: '空闲连接全部失效，或者函数总是失败时，重试的次数超过了规定。',
      },
      hint: { stage: 'health', number: 4 },
    },
    'forgotten-waiter': {
      name: { en: 'a waiter that close forgets', zh: '被 close 遗忘的等待者' },
      says: {
        en: 'The pool is closed, and somebody in line still waits, for a connection that will never be given.',
        zh: '连接池已关闭，队伍里却还有人在等一个永远不会给出的连接。',
      },
      hint: { stage: 'close-and-stats', number: 2 },
    },
    'armed-timer': {
      name: { en: 'a timer that stays armed', zh: '仍然上着弦的定时器' },
      says: {
        en: 'The pool is closed, and a timer or a goroutine of it lives on, and keeps the process alive.',
        zh: '连接池已关闭，它的定时器或 goroutine 还活着，进程因此无法退出。',
      },
      hint: { stage: 'close-and-stats', number: 3 },
    },
  },
  stages: [
    {
      slug: 'bound-and-reuse',
      title: { en: 'Bound and reuse', zh: '上限与复用' },
      suite: 'hidden/1-bound-and-reuse.test.ts',
      tests: 18,
      hints: [
        {
          en: 'Three things are enough to begin with: a stack of idle connections, a number of places that are taken, and a line of those who wait. Every connection that exists has a place: idle, lent, being dialled, or being closed.',
          zh: '开始只需要三样东西：一个空闲连接的栈、一个已占名额的计数、一条等待者的队伍。每个存在的连接都占一个名额：空闲、借出、正在建立、正在关闭都算。',
        },
        {
          en: 'Between two awaits nobody else runs. So look at the counters and change them in one piece: take the place *before* `await driver.connect(…)`, not after it. The same holds for the idle stack: what you have popped is yours.',
          zh: '两个 await 之间不会有别人运行。所以查看和修改计数要一气呵成：在 `await driver.connect(…)` *之前*就占好名额，而不是之后。空闲栈也一样：弹出来的就是你的。',
        },
        {
          en: 'A place is given back where a dial fails (`catch`), and where a `driver.close` has settled, well or not (`finally`). Write one method that does it, because it must always do the same: if somebody waits, the place is theirs, and only otherwise the number goes down.',
          zh: '名额在两处归还：建连失败时（`catch`），以及 `driver.close` 结束之后，无论成败（`finally`）。为此写一个方法，因为做的事总是一样：有人在等，名额就归他，否则计数减一。',
        },
        {
          en: 'A lease remembers whether it is over: `release` takes its own “give back” function out of a field before it calls it, so the second call finds nothing. Do not keep the flag on the connection: the next lease of the same connection needs its own. `use` is acquire, call, release, with the release in both `try` and `catch`, or in `finally`.',
          zh: '租约要记住自己是否已结束：`release` 先把“归还”函数从字段里取走再调用，第二次调用就什么也找不到。标记不要放在连接上：同一个连接的下一个租约需要自己的标记。`use` 就是 acquire、调用、release，成功和失败都要 release。',
        },
      ],
    },
    {
      slug: 'waiting-in-line',
      title: { en: 'Waiting in line', zh: '排队等待' },
      suite: 'hidden/2-waiting-in-line.test.ts',
      tests: 12,
      hints: [
        {
          en: 'Do not wake somebody and let them look again: hand the thing over. Who releases takes the first one out of the line and gives them the connection itself (through a promise, or a channel with room for one). So it is never free in between, and nobody can snatch it.',
          zh: '不要唤醒别人再让他重新查看，而要直接交给他：归还者把队伍里的第一个人取出来，把连接本身交给他（通过 promise，或容量为一的通道）。这样连接从不处于“空闲”的中间状态，没有人能抢走。',
        },
        {
          en: 'What is handed over is not always a connection. When a dial fails or a connection is closed, there is only a place; its new owner dials with their own context, and passes the place on when that fails as well. Otherwise those behind them wait for ever.',
          zh: '交出去的不一定是连接。建连失败或连接被关闭时，只有一个名额；拿到名额的人用自己的 context 去建连，再失败就继续往下传。否则后面的人会永远等下去。',
        },
        {
          en: 'The end of a context and the release are two events, and either may be first. Whoever takes the waiter out of the line decides: if the release did, the waiter is served, even if its context has ended by the time it goes on. If it then does not want the connection any more, it must put it back.',
          zh: 'context 结束和连接归还是两个事件，谁先谁后都有可能。由把等待者移出队伍的一方决定：如果是归还方，等待者就算得到了服务，哪怕它继续运行时 context 已经结束。此时它若不再需要连接，就必须放回去。',
        },
        {
          en: '`ctx.onEnd(callback)` calls back within the call that ends the context, and gives you a function that takes the wish back: call it in `finally`, or a long-lived context collects callbacks. With a `Set` of waiters, or a linked list, leaving the line is one step; `set.values().next().value` is its first one.',
          zh: '`ctx.onEnd(callback)` 会在结束 context 的那次调用里回调，并返回一个撤销函数：请在 `finally` 里调用它，否则长寿的 context 上会积攒回调。等待者放在 `Set` 或链表里，离队只要一步；`set.values().next().value` 就是第一个。',
        },
      ],
    },
    {
      slug: 'health',
      title: { en: 'Age and bad connections', zh: '寿命与坏连接' },
      suite: 'hidden/3-health.test.ts',
      tests: 19,
      hints: [
        {
          en: 'Keep with each connection when it was dialled and when it became idle. Three places look at its age: acquire, before it lends an idle one; release, before it keeps one; and a timer for those that nobody asks for.',
          zh: '为每个连接记下建立时间和变为空闲的时间。有三处要看它的寿命：acquire 借出空闲连接之前，release 保留连接之前，以及为无人问津的连接准备的定时器。',
        },
        {
          en: 'One timer is enough: `time.afterFunc`, set for the idle connection whose time is over first, and set anew whenever the idle ones change. When it fires, it takes out everything that is overdue, sets itself for the next one, and only then closes what it took. It must not know of a connection that is lent or pinged.',
          zh: '一个定时器就够：`time.afterFunc`，对准最先到期的空闲连接，空闲连接有变动时重新设置。触发时先取出所有过期的，再为下一个设置好，最后才去关闭取出的连接。借出或正在 ping 的连接不归它管。',
        },
        {
          en: 'Popping an idle connection, pinging it and lending it is a loop: a failed ping closes the connection, waits for that, gives back its place, and goes round again. Count the rounds: after two, go past the idle ones. `release(error)` closes where `error instanceof BadConnError`, and then does what a failed dial does with its place.',
          zh: '弹出空闲连接、ping、借出，是一个循环：ping 失败就关闭连接并等它关完，归还名额，再来一轮。数着轮数：两轮之后就跳过空闲连接。`release(error)` 在 `error instanceof BadConnError` 时关闭连接，然后像建连失败那样处理名额。',
        },
        {
          en: '`use` is a loop of three rounds around acquire, call and release(error). It goes round again only after a BadConnError of the function, and its last round asks for a new connection. Give your private acquire a parameter that says how many idle connections may be tried: 2, 2, 0. With all places taken, 0 must not wait while a connection sits idle: look at the idle ones then as well.',
          zh: '`use` 是围绕 acquire、调用、release(error) 的三轮循环。只有函数抛出 BadConnError 才进入下一轮，最后一轮要求新连接。给内部的 acquire 一个参数，说明可以试几个空闲连接：2、2、0。名额用满时，传 0 也不能放着空闲连接不用而去等待：这时也要看空闲连接。',
        },
      ],
    },
    {
      slug: 'close-and-stats',
      title: { en: 'Close and stats', zh: '关闭与统计' },
      suite: 'hidden/4-close-and-stats.test.ts',
      tests: 14,
      hints: [
        {
          en: '`stats` needs no bookkeeping that the pool does not have already: places, idle connections, the length of the line; the other figures are sums to which you add where the thing happens. `inUse` is what is left of `open`.',
          zh: '`stats` 几乎不需要额外记账：名额、空闲连接、队伍长度都是现成的；其余数字在事情发生处累加即可。`inUse` 就是 `open` 减去空闲的。',
        },
        {
          en: 'close sets a flag first. Then it empties the line with errors, then it takes all idle connections out at once and waits until their closes have settled. All else follows from asking the flag *after* every await behind which a connection might be lent: after a dial, after a ping, after a wait.',
          zh: 'close 先设置标记，再让队伍里的人全部失败，然后一次取出所有空闲连接并等待它们关闭。其余的都靠在每个可能借出连接的 await *之后*检查标记：建连之后、ping 之后、等待之后。',
        },
        {
          en: 'Ask for everything that is started: who stops the timer when the pool is closed, and also when a connection is released afterwards? A goroutine that waits for work needs a channel that close closes. A derived context must be cancelled, or it stays on its parent.',
          zh: '对启动的每样东西都问一句：连接池关闭时谁来停掉定时器？之后再有连接归还呢？等待工作的 goroutine 需要一个由 close 关闭的通道。派生的 context 必须取消，否则会留在父 context 上。',
        },
      ],
    },
    {
      slug: 'mysql',
      title: { en: 'A real MySQL protocol', zh: '真实的 MySQL 协议' },
      suite: 'hidden/5-mysql.test.ts',
      tests: 7,
      hints: [
        {
          en: 'Nothing new is asked for. What differs: the driver is the client of `mysql2`, the server listens on a port of loopback, and everything takes real time. Whatever fails here is a promise that you did not expect to take long, or to be rejected.',
          zh: '这里没有新要求。不同之处在于：驱动是 `mysql2` 的客户端，服务器在本机回环端口上监听，一切都花费真实的时间。失败的原因通常是某个 promise 比你想的慢，或者被拒绝了。',
        },
        {
          en: 'A server that hangs up on an idle connection says nothing to the pool: only the ping finds out. A question that breaks in the middle is rejected with a BadConnError by the driver, and `use` asks again.',
          zh: '服务器断开空闲连接时，连接池不会得到通知，只有 ping 能发现。查询中途断开时，驱动以 BadConnError 拒绝，`use` 会再问一次。',
        },
        {
          en: 'The dial that hangs ends only because its context does: pass the context of the acquire on to `connect`, not one of your own. Then its place goes to the next in line, who dials with theirs.',
          zh: '挂起的建连只会因 context 结束而结束：要把 acquire 的 context 传给 `connect`，而不是自己另造一个。随后名额交给队伍里的下一个人，由他用自己的 context 建连。',
        },
      ],
    },
  ],
});
