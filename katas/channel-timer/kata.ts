import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'Timers of channels', zh: '用 channel 实现定时器' },
  heading: 'channel 实现定时器',
  level: 3,
  order: 5,
  exports: ['Timers'],
  limits: { stageMs: 30_000 },
  structure: [
    { rule: 'imports', allow: ['@katas/goroutine'] },
    {
      rule: 'no-builtins',
      names: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance'],
      why: {
        en: 'All time comes from the clock that you are given: only so can it be moved by hand, and only so is there one wake-up.',
        zh: '时间只能来自给定的时钟：这样才能手动推进时间，也才能做到只有一个唤醒。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['.sort', '.toSorted'],
      why: {
        en: 'What is due next must be at hand after each change. Sorting everything for each timer is what a heap and a timing wheel spare you.',
        zh: '每次改动之后，下一个到期者都应当随手可得。为每个定时器整体排序，正是堆和时间轮要省掉的事。',
      },
    },
    {
      rule: 'must-call',
      calls: ['Chan'],
      why: { en: 'The times are to come through channels.', zh: '时间要通过 channel 送出。' },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two Timers on two clocks must not meet through a variable outside of them.',
        zh: '两个时钟上的两个 Timers 不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
    { rule: 'complexity', nesting: 5, branches: 30 },
  ],
  stages: [
    {
      slug: 'one-shot',
      title: { en: 'One-shot timers', zh: '一次性定时器' },
      suite: 'hidden/1-one-shot.test.ts',
      tests: 17,
      hints: [
        {
          en: 'Two halves: a collection of deadlines that knows the earliest one, and for each timer a channel into which its time goes. One private method keeps the clock armed for the earliest deadline; call it after every change.',
          zh: '分成两半：一个能随时给出最早到期者的集合，以及每个定时器自己的 channel。用一个私有方法保证时钟始终为最早的期限设定唤醒，每次改动之后都调用它。',
        },
        {
          en: 'A binary heap with `(atMs, order)` as its key, where `order` counts creations, gives deadlines in order, and equal ones in the order of their creation. When the clock rings, look at `now()` and take out what is due, however much that is: nothing, if the wake-up came early; a lot, if it came late. Then arm again.',
          zh: '二叉堆以 `(atMs, order)` 为键，`order` 是创建序号：先按到期时间，相同时按创建顺序。时钟响起时先看 `now()`，把到期的全部取出：提前响可能一个也没有，迟到可能有很多。然后重新设定。',
        },
        {
          en: 'The channel must look unbuffered and keep the time all the same. Either take `new Chan<number>()` and let a send wait in it (`void chan.send(atMs)`: the time waits in the sender, not in a buffer), or do as Go does: a channel with a buffer of one that does not show it, `class … extends Chan<number>` with `len` and `cap` overridden. A method overridden in a subclass is not seen by `select`, so leave `recv` and `tryRecv` alone.',
          zh: '通道要看起来没有缓冲，却又留得住时间。可以用 `new Chan<number>()`，让一个发送等在里面（`void chan.send(atMs)`：时间在发送者手里，不在缓冲里）；也可以像 Go 那样用容量为 1 但不外露的通道：`class … extends Chan<number>`，重写 `len` 和 `cap`。子类重写的方法 `select` 看不到，所以别动 `recv` 和 `tryRecv`。',
        },
        {
          en: 'Arming in short: remember for when the clock is armed. `const atMs = heap.first?.atMs; if (atMs === this.#armedAt) return; this.#disarm(); …; this.#disarm = clock.arm(atMs, this.#wake)`. The first thing that `wake` does is to note that nothing is armed any more. Numbers beyond 2³¹ do not survive `|`, `>>` and `Int32Array`: use ordinary arithmetic on times.',
          zh: '设定唤醒的要点：记住当前设定的时间。`const atMs = heap.first?.atMs; if (atMs === this.#armedAt) return; this.#disarm(); …; this.#disarm = clock.arm(atMs, this.#wake)`。`wake` 首先要记下“现在没有唤醒了”。超过 2³¹ 的数经不起 `|`、`>>` 和 `Int32Array`：时间请用普通算术。',
        },
      ],
    },
    {
      slug: 'stop-and-reset',
      title: { en: 'Stop and reset', zh: '停止与重置' },
      suite: 'hidden/2-stop-and-reset.test.ts',
      tests: 16,
      hints: [
        {
          en: 'Write down the states of a timer (pending; fired and unread; fired and received; stopped) and what `stop` and `reset` answer in each. The question behind `true` is: has this call kept somebody from receiving the time?',
          zh: '把定时器的状态写下来（未到期；已触发未读；已触发已读；已停止），以及 `stop` 和 `reset` 在每种状态下的返回值。返回 `true` 的含义是：这次调用阻止了某个人收到时间。',
        },
        {
          en: 'Whether the time was received is known to the channel, at once; to whoever waits for the send to finish it is known only later, when that goroutine goes on. So ask the channel, within `stop`: can I myself receive the time from it?',
          zh: '时间有没有被读走，通道当场就知道；而等待发送完成的协程要等到自己继续运行时才知道。所以在 `stop` 里直接问通道：我自己还能从里面收到时间吗？',
        },
        {
          en: '`stop` is: take the timer out of the heap if it is there, and take the time out of the channel if it is there (`C.tryRecv() !== undefined`); true if either was. `reset` is `stop`, then a new deadline. If your senders are goroutines, one that has not begun to send when `stop` is called must be told not to.',
          zh: '`stop` 就是：如果还在堆里，就从堆里取出；如果时间还在通道里，就把它收走（`C.tryRecv() !== undefined`）；两者有其一就返回 true。`reset` 是 `stop` 再加新的期限。如果你用协程来发送，那么 `stop` 时还没开始发送的协程必须被告知不要发送。',
        },
        {
          en: 'Taking a timer out of the middle of a heap: keep its index in it, updated at each move; put the last element in its place, then let that one go up *and* down. (Or mark it as dead and skip it later; then count the dead, and rebuild the heap when they are the majority.) When nothing is left, disarm.',
          zh: '从堆中间取出：让每个定时器记住自己的下标，移动时更新；把最后一个元素放到空位，再让它既上浮*又*下沉。（或者只标记为已死，以后跳过；那就要给死者计数，过半时重建堆。）什么都不剩时，解除唤醒。',
        },
      ],
    },
    {
      slug: 'tickers',
      title: { en: 'Tickers', zh: '周期定时器' },
      suite: 'hidden/3-tickers.test.ts',
      tests: 14,
      hints: [
        {
          en: 'A ticker is a timer that puts itself back into the heap when it fires. Its next deadline follows from the last one, not from the time at which the clock happened to ring.',
          zh: '周期定时器就是触发时把自己放回堆里的定时器。下一个期限由上一个期限推出，而不是由时钟实际响起的时间推出。',
        },
        {
          en: 'A tick that nobody has received stays, and the ones behind it are dropped: `trySend` into a buffer of one does just that. With a waiting send, look first whether the old one is still there.',
          zh: '没人读的 tick 留着，后来的丢掉：对容量为 1 的缓冲做 `trySend` 恰好如此。如果用等待中的发送，就先看旧的还在不在。',
        },
        {
          en: 'After a jump of the clock many ticks are overdue, and one is to come. So the next deadline is the first place on the grid that is still ahead: `atMs + everyMs * (1 + Math.floor((now - atMs) / everyMs))`.',
          zh: '时钟跳跃之后有很多 tick 过期，但只应来一个。所以下一个期限是网格上第一个还在前面的位置：`atMs + everyMs * (1 + Math.floor((now - atMs) / everyMs))`。',
        },
        {
          en: '`stop` never closes the channel: whoever loops over it would take that for a tick of `undefined`, and it could not be reset. Check intervals before you change anything: `if (!(ms > 0)) throw new TimeError(…)` catches `NaN`, too.',
          zh: '`stop` 绝不关闭通道：否则读取者会收到一个空的“tick”，而且也无法再 reset。改动之前先检查间隔：`if (!(ms > 0)) throw new TimeError(…)` 也能挡住 `NaN`。',
        },
      ],
    },
    {
      slug: 'functions-and-scale',
      title: { en: 'Functions, and many timers', zh: '函数与大量定时器' },
      suite: 'hidden/4-functions-and-scale.test.ts',
      tests: 17,
      hints: [
        {
          en: '`afterFunc` differs in what happens when it fires, and in having nothing that could be unread. Separate the deadline in the heap from what is done when it comes.',
          zh: '`afterFunc` 的区别在于触发时做的事，以及它没有“未读”的状态。把堆里的期限与到期时要做的事分开。',
        },
        {
          en: '`go(f)` runs the function after the current call, and what it throws is not yours to catch. Once it is started, `stop` comes too late.',
          zh: '`go(f)` 会在当前调用之后运行函数，它抛的错不归你管。一旦启动，`stop` 就来不及了。',
        },
        {
          en: 'Arm the clock only when the earliest deadline has changed. Fire all that is due in one wake-up, and arm once behind the loop.',
          zh: '只有最早的期限变了才重新设定唤醒。一次唤醒触发所有到期者，循环之后只设定一次。',
        },
        {
          en: 'What stays behind of a stopped timer? With positions in the heap: clear the last slot after a removal (`pop`). With dead entries: when more than half of the heap is dead, build it anew from the living; a reset leaves a dead entry, too. And let nothing that has fired be held by a list of all timers.',
          zh: '停掉的定时器会留下什么？如果用下标：取出后要清掉最后一格（`pop`）。如果用死条目：死者过半时用活着的重建堆，reset 也会留下死条目。另外，不要用“所有定时器”的列表抓着触发过的定时器不放。',
        },
      ],
    },
  ],
  mistakes: {
    'visible-buffer': {
      name: { en: 'a buffer that shows', zh: '露出来的缓冲' },
      says: {
        en: 'The time waits in a buffer that everybody can see. Since Go 1.23 the channels of timers look unbuffered: nobody may conclude from `len` whether a timer has fired.',
        zh: '时间等在谁都看得见的缓冲里。Go 1.23 起定时器通道看起来没有缓冲：不能从 `len` 推断定时器是否触发过。',
      },
      hint: { stage: 'one-shot', number: 3 },
    },
    'trusts-the-wake-up': {
      name: { en: 'a wake-up taken at its word', zh: '轻信唤醒' },
      says: {
        en: 'The clock rang, and a timer fired that was not due. A clock that can not count that far rings early: only `now()` says what time it is.',
        zh: '时钟一响，还没到期的定时器就触发了。数不了那么远的时钟会提前响：只有 `now()` 说了算。',
      },
      hint: { stage: 'one-shot', number: 2 },
    },
    polling: {
      name: { en: 'polling', zh: '轮询' },
      says: {
        en: 'The clock is asked to ring again and again although nothing is due.',
        zh: '明明没有什么到期，却让时钟一次次响起。',
      },
      hint: { stage: 'one-shot', number: 1 },
    },
    'several-wake-ups': {
      name: { en: 'a wake-up for each timer', zh: '一个定时器一个唤醒' },
      says: {
        en: 'A wake-up is armed while another one is. One is enough: that of the earliest deadline.',
        zh: '已有唤醒时又设了一个。一个就够了：最早期限的那个。',
      },
      hint: { stage: 'one-shot', number: 4 },
    },
    'stale-value': {
      name: { en: 'a stale value', zh: '过期的值' },
      says: {
        en: 'A time of before is still in the channel after `stop` or `reset`. Up to Go 1.22 that was so, and every user had to drain the channel by hand.',
        zh: '`stop` 或 `reset` 之后，通道里还留着之前的时间。Go 1.22 及以前就是这样，使用者不得不自己把通道读空。',
      },
      hint: { stage: 'stop-and-reset', number: 3 },
    },
    'forgets-the-unread': {
      name: { en: 'fired taken for received', zh: '把“已触发”当成“已读走”' },
      says: {
        en: 'The timer has fired, but nobody has received: it can still be stopped in time.',
        zh: '定时器触发了，但还没人读：仍然停得住。',
      },
      hint: { stage: 'stop-and-reset', number: 1 },
    },
    'stop-closes': {
      name: { en: 'stop closes the channel', zh: 'stop 关闭了通道' },
      says: {
        en: 'Whoever waits for the channel goes on with nothing, as if a time had come. The channel of a timer is never closed.',
        zh: '等待通道的协程空手而归，仿佛时间到了。定时器的通道从不关闭。',
      },
      hint: { stage: 'tickers', number: 4 },
    },
    'race-of-stop': {
      name: { en: 'an answer that comes too early', zh: '过早的回答' },
      says: {
        en: 'What `stop` or `reset` said and what was received do not fit together: between the two somebody else had a turn.',
        zh: '`stop` 或 `reset` 的返回值与实际收到的对不上：两者之间别的协程插了进来。',
      },
      hint: { stage: 'stop-and-reset', number: 2 },
    },
    drift: {
      name: { en: 'a ticker that drifts', zh: '节拍漂移' },
      says: {
        en: 'Each wake-up that is late moves all ticks after it. The grid is fixed by when the ticker was made.',
        zh: '每次唤醒迟到，之后的 tick 都跟着后移。网格应由创建时刻决定。',
      },
      hint: { stage: 'tickers', number: 1 },
    },
    'replays-missed-ticks': {
      name: { en: 'ticks made up for', zh: '补发错过的 tick' },
      says: {
        en: 'After the machine was asleep all missed ticks come at once. They are lost, as in Go: one comes, the next one is on the grid.',
        zh: '机器睡醒后，错过的 tick 一股脑补上。它们应当作废，与 Go 一样：只来一个，下一个仍在网格上。',
      },
      hint: { stage: 'tickers', number: 3 },
    },
    'ticks-pile-up': {
      name: { en: 'ticks that pile up', zh: 'tick 堆积' },
      says: { en: 'More than one tick waits for a slow reader.', zh: '给慢读者留了不止一个 tick。' },
      hint: { stage: 'tickers', number: 2 },
    },
    'calls-within-wake': {
      name: { en: 'a function called by the clock', zh: '在时钟里调用的函数' },
      says: {
        en: 'The function runs within `wake`: while it runs, or if it throws, no other timer fires.',
        zh: '函数在 `wake` 里运行：它运行期间或抛错时，其他定时器都无法触发。',
      },
      hint: { stage: 'functions-and-scale', number: 2 },
    },
    'arms-at-every-call': {
      name: { en: 'a clock armed at every call', zh: '每次调用都设定时钟' },
      says: {
        en: 'The clock is armed anew although the earliest deadline is the same.',
        zh: '最早的期限没变，却重新设定了时钟。',
      },
      hint: { stage: 'functions-and-scale', number: 3 },
    },
    'never-compacted': {
      name: { en: 'dead timers that stay', zh: '滞留的死定时器' },
      says: {
        en: 'Stopped and reset timers stay in memory until their time would have come. Servers that set a deadline for each request die of that.',
        zh: '停掉或重置的定时器一直占着内存，直到它们本来的期限。给每个请求设超时的服务器会因此被拖垮。',
      },
      hint: { stage: 'functions-and-scale', number: 4 },
    },
  },
});
