import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'A circular queue guarded by channels', zh: '用 channel 保护的循环队列' },
  heading: '实现循环队列, 保证线程安全 (原子操作和 channel)',
  level: 2,
  order: 3,
  exports: ['ChanQueue'],
  limits: { testMs: 5000, stageMs: 60_000 },
  structure: [
    { rule: 'imports', allow: ['@katas/goroutine'] },
    {
      rule: 'no-calls',
      calls: ['.shift', '.unshift', '.splice'],
      why: {
        en: 'They move every element behind them, and the array grows and shrinks. A ring moves its two ends instead.',
        zh: '它们会搬动后面的所有元素，数组也随之伸缩。环只移动它的两端。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['Mutex', 'RWMutex', 'Semaphore', 'Once', 'Group', 'WaitGroup'],
      why: {
        en: 'The kata is to guard the queue with channels: a lock, a semaphore, a signal can each be one.',
        zh: '这道题要求用通道保护队列：锁、信号量、通知都可以由通道充当。',
      },
    },
    {
      rule: 'no-calls',
      calls: [
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'process.nextTick',
        'Promise.race',
        'Promise.withResolvers',
      ],
      why: {
        en: 'Who waits, waits in a channel, and is woken when there is a reason. A timer asks again and again; a race forgets the value of the one that lost.',
        zh: '要等就在通道里等，有事才被唤醒。用定时器就是反复地问；race 会丢掉落败一方的值。',
      },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two queues must not meet through a variable outside of them.',
        zh: '两个队列不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
    { rule: 'complexity', nesting: 4, branches: 20 },
  ],
  mistakes: {
    'channel-as-store': {
      name: { en: 'a channel used as the queue', zh: '直接拿通道当队列' },
      says: {
        en: 'A buffered channel is a circular queue already, and it does the work here. The ring is to be yours; channels only guard it and wake who waits.',
        zh: '带缓冲的通道本身就是循环队列，这里是它在干活。环要自己写；通道只负责保护它和唤醒等待者。',
      },
      hint: { stage: 'ring', number: 1 },
    },
    'no-ring': {
      name: { en: 'a list instead of a ring', zh: '用链表代替环' },
      says: {
        en: 'Each value takes memory of its own, which goes when the value goes. A ring has its places from the beginning, and they stay.',
        zh: '每个值都另占一份内存，值走了内存也随之释放。环的位置从一开始就有，而且一直在。',
      },
      hint: { stage: 'ring', number: 1 },
    },
    'kept-reference': {
      name: { en: 'a place that keeps its value', zh: '位置不放手' },
      says: {
        en: 'A value that has been popped is still referred to, so it can not be freed. In a slice or a ring that is how memory leaks.',
        zh: '已经取出的值仍被引用，无法回收。slice 和环里的内存泄漏就是这样来的。',
      },
      hint: { stage: 'ring', number: 2 },
    },
    'endless-array': {
      name: { en: 'a ring that never comes round', zh: '转不回来的环' },
      says: {
        en: 'Memory grows with each value that goes through, though only a few are in at a time.',
        zh: '同时在队列里的值只有几个，内存却随每个流过的值增长。',
      },
      hint: { stage: 'ring', number: 2 },
    },
    'dropped-on-close': {
      name: { en: 'a close that drops what is in', zh: '关闭时丢掉剩余的值' },
      says: {
        en: 'Closing says that nothing more comes. What came before is still to be taken, as from a closed channel.',
        zh: '关闭只表示不会再有新值。之前放入的仍要能取出，与关闭的通道一样。',
      },
      hint: { stage: 'ring', number: 3 },
    },
    'check-then-act': {
      name: { en: 'a check before an await, acted on after it', zh: '先检查，await 之后才行动' },
      says: {
        en: 'Between the check and the act somebody else ran, and what was checked is not so any more.',
        zh: '检查和行动之间别人运行过，检查的结果已经不成立了。',
      },
      hint: { stage: 'waiting', number: 2 },
    },
    'lost-wake-up': {
      name: { en: 'a lost wake-up', zh: '丢失的唤醒' },
      says: {
        en: 'Somebody waits although what it waits for is there: nobody told it, or it was told before it had begun to wait.',
        zh: '等待的东西已经有了，却仍在等：没有人通知它，或者通知在它开始等之前就已发出。',
      },
      hint: { stage: 'waiting', number: 2 },
    },
    'out-of-line': {
      name: { en: 'a queue-jumper', zh: '插队' },
      says: {
        en: 'A call got what belongs to another one that has waited longer.',
        zh: '一个调用拿走了本该属于等得更久者的东西。',
      },
      hint: { stage: 'waiting', number: 3 },
    },
    'busy-is-not-full': {
      name: { en: '"busy" taken for "full"', zh: '把“忙”当成了“满”' },
      says: {
        en: 'tryPush or tryPop gave up although there was a place or a value: somebody else was in the middle of a call.',
        zh: '明明有空位或有值，tryPush 或 tryPop 却放弃了：只是因为别人的调用还没做完。',
      },
      hint: { stage: 'waiting', number: 4 },
    },
    polling: {
      name: { en: 'polling', zh: '轮询' },
      says: {
        en: 'Who waits asks again and again instead of being told. That costs time while nothing happens, and who asks most often is served first.',
        zh: '等待者反复询问，而不是等人通知。没事时也在耗时间，而且谁问得勤谁先得。',
      },
      hint: { stage: 'waiting', number: 1 },
    },
    'sleeps-through-close': {
      name: { en: 'a sleeper that nobody told of the close', zh: '没人告诉它已经关闭' },
      says: {
        en: 'The queue is closed and somebody still waits in it. Nothing will ever come.',
        zh: '队列已关闭，却还有人在里面等。什么都不会再来了。',
      },
      hint: { stage: 'closing', number: 1 },
    },
    'lock-kept': {
      name: { en: 'a lock that is not given back', zh: '没有归还的锁' },
      says: {
        en: 'A call failed while it held the lock, and took the lock with it.',
        zh: '一个调用在持锁时失败，把锁一起带走了。',
      },
      hint: { stage: 'closing', number: 2 },
    },
    'left-behind': {
      name: { en: 'a leak', zh: '泄漏' },
      says: {
        en: 'Everything is over, and a goroutine, a waiter, a timer or a callback is still there.',
        zh: '一切都结束了，却还留着协程、等待者、定时器或回调。',
      },
      hint: { stage: 'closing', number: 3 },
    },
    'swallowed-value': {
      name: { en: 'a value swallowed by one who had given up', zh: '被放弃者吞掉的值' },
      says: {
        en: 'A value was given to a pop that had been cancelled, or was cancelled before it went on, and is gone with it.',
        zh: '值交给了已被取消的 pop，或者 pop 收到值后还没继续就被取消，值随之消失。',
      },
      hint: { stage: 'cancellation', number: 2 },
    },
    'ghost-push': {
      name: { en: 'a push that happens after it has failed', zh: '失败之后又生效的 push' },
      says: {
        en: 'A push has reported an error, and its value came in all the same: it still stood in line.',
        zh: 'push 已经报错，它的值却还是进来了：它还排在队伍里。',
      },
      hint: { stage: 'cancellation', number: 1 },
    },
  },
  stages: [
    {
      slug: 'ring',
      title: { en: 'The ring', zh: '环' },
      suite: 'hidden/1-ring.test.ts',
      tests: 11,
      hints: [
        {
          en: 'An array of `capacity` places, made once; where the first value is; how many there are. The next free place is `(first + length) % capacity`. With the length beside it, "full" and "empty" differ, and no place is lost. The values stay in this array: a buffered channel would be somebody else’s ring.',
          zh: '一个一次建好的、有 capacity 个位置的数组；第一个值在哪里；一共有几个。下一个空位是 `(first + length) % capacity`。有了长度，“满”和“空”就能区分，也不浪费位置。值一直放在这个数组里：带缓冲的通道是别人写好的环。',
        },
        {
          en: 'A place whose value was taken must let go of it: write `undefined` over it, and then move `first` on, modulo the capacity. Whether a place is in use is told by the counters, never by what is in it: `undefined` is a value too.',
          zh: '值被取走后，位置要放手：写入 `undefined`，再把 `first` 对容量取模前移。位置是否在用由计数决定，不能看里面是什么：`undefined` 也是值。',
        },
        {
          en: 'close only sets a flag here. tryPush looks at it first and throws `new ChanError("send on closed channel")`; tryPop takes what is there, and only when there is nothing does the flag decide between `undefined` and `{ value: undefined, ok: false }`.',
          zh: '在这一阶段，close 只是设一个标志。tryPush 先看它，已关闭就抛出 `new ChanError("send on closed channel")`；tryPop 有值就取，没有值时才由标志决定返回 `undefined` 还是 `{ value: undefined, ok: false }`。',
        },
      ],
    },
    {
      slug: 'waiting',
      title: { en: 'Waiting', zh: '等待' },
      suite: 'hidden/2-waiting.test.ts',
      tests: 12,
      structure: [{ rule: 'must-call', calls: ['Chan'] }],
      hints: [
        {
          en: 'Whoever has to wait waits in `recv` or `send` of a channel, and the one who changes the ring wakes it. Ways that work: a channel that counts free places and one that counts values; a channel with one place as a lock, and a channel for each waiter; two channels without a buffer as doors; a goroutine that owns the ring and answers requests.',
          zh: '要等待的人在某个通道的 `recv` 或 `send` 里等，改变环的人唤醒它。可行的做法：一个通道数空位、一个通道数值；容量为一的通道当锁，每个等待者一个通道；两个无缓冲通道当门；一个拥有环并回应请求的协程。',
        },
        {
          en: 'At every `await` everybody else may run, so nothing you have looked at before it is still sure after it. Look and act without an await in between, or let what wakes you carry what you waited for (a token, a place, the value itself). And a wake-up that is sent while nobody listens must be kept: `trySend` on a channel without a buffer is lost.',
          zh: '每个 `await` 处，别人都可能运行，之前看到的，之后都不作数。要么让“看”和“做”之间没有 await，要么让唤醒你的东西带来你等的东西（令牌、位置，或值本身）。没人在听时发出的唤醒必须留得住：对无缓冲通道 `trySend` 就丢了。',
        },
        {
          en: 'Hand over instead of announcing: whoever frees a place looks whether a push waits, and puts its value in at once; whoever brings a value looks whether a pop waits, and gives it the value. Then nothing is up for grabs between "woken" and "runs again", and nobody has to go back to the end of the line. A channel’s own queue of senders and receivers is in order already.',
          zh: '直接交接，而不是广播：空出位置的人立即看有没有 push 在等，有就当场放入它的值；带来值的人看有没有 pop 在等，有就直接交给它。这样从“被唤醒”到“继续运行”之间没有什么可抢，也没有人要回到队尾重排。通道自身的收发队列本来就有顺序。',
        },
        {
          en: '`tryPush` and `tryPop` can not wait, not even for a lock or a goroutine. They need not: nothing runs between two awaits, so if you never await in the middle of a change, the ring is whole whenever they are called, and they may act on it themselves, also while somebody holds the lock or the monitor has not gone on yet. Let them do all that a push or pop does: change the ring and serve who waits. Two doors: `tryPush` is `if (exit.trySend(value)) return true; if (full) return false; put(value)`, and `push` is `if (!this.tryPush(value)) await entrance.send(value)`.',
          zh: '`tryPush` 和 `tryPop` 不能等，连锁和协程也不能等。其实也不需要：两个 await 之间不会有别人运行，只要从不在改到一半时 await，它们被调用时环总是完整的，可以直接动手，哪怕有人持锁、或监护协程还没继续。push 和 pop 做的事它们都要做：改环，并服务等待者。两扇门的写法：`tryPush` 是 `if (exit.trySend(value)) return true; if (full) return false; put(value)`，`push` 是 `if (!this.tryPush(value)) await entrance.send(value)`。',
        },
      ],
    },
    {
      slug: 'closing',
      title: { en: 'Closing', zh: '关闭' },
      suite: 'hidden/3-closing.test.ts',
      tests: 9,
      hints: [
        {
          en: 'close has to reach everybody who waits, and everybody who is about to. Closing the channel they wait in does both: those in it go on at once, and those that come later do not wait. Where each waiter has a channel of its own, go through the whole line.',
          zh: 'close 要通知到每个正在等的，以及每个正要等的。关闭他们所等的通道，两者都能做到：已在等的立即继续，后来的不再等。如果每个等待者有自己的通道，就要把整个队伍走一遍。',
        },
        {
          en: 'A lock is given back in `finally`, or by `using`; take it before the `try`, or you give back what you have not got. Each way out counts: return, throw, a context that ends. The same goes for a token of a counting channel that was taken and then not used.',
          zh: '锁在 `finally` 里归还，或者用 `using`；要在 `try` 之前拿锁，否则会归还不属于自己的锁。每条出路都算：返回、抛错、context 结束。计数通道里拿了又没用上的令牌也一样。',
        },
        {
          en: 'Think of what is on its way when close comes: a push that was given its place and has not filled it yet (let it look at the flag again and fail), a request that the monitor has received but not yet served (let it answer "closed"), a pop that was given a value (it keeps it). A goroutine of your own ends when the channel it reads is closed.',
          zh: '想想 close 到来时还在路上的：已分到位置但还没填的 push（让它再看一次标志，然后失败），监护协程已收到但还没处理的请求（回答“已关闭”），已分到值的 pop（值归它）。自己开的协程，在它读取的通道关闭时结束。',
        },
      ],
    },
    {
      slug: 'cancellation',
      title: { en: 'Cancellation', zh: '取消' },
      suite: 'hidden/4-cancellation.test.ts',
      tests: 9,
      hints: [
        {
          en: '`chan.recv(ctx)` and `chan.send(value, ctx)` do most of it: when the context ends first, they throw `ctx.err()`, leave the channel’s queue, and lose nothing. Then undo what you have set up beside the channel: an entry in a line, a counter of waiters, a request at the monitor.',
          zh: '`chan.recv(ctx)` 和 `chan.send(value, ctx)` 已经做了大部分：context 先结束时抛出 `ctx.err()`，退出通道的队列，什么都不丢。你要撤销的是通道之外的东西：队伍里的登记、等待者计数、交给监护协程的请求。',
        },
        {
          en: 'Between "served" and "goes on" the context may end: the answer is in your channel already, and `recv(ctx)` throws all the same if the context has ended before the call. So in `catch`, look once more with `tryRecv()`: an answer that is there counts, and only without one is the call given up.',
          zh: '在“已得到服务”和“继续运行”之间，context 可能结束：答复已经在你的通道里了，而 `recv(ctx)` 在调用前 context 已结束时照样抛错。所以在 `catch` 里再用 `tryRecv()` 看一眼：有答复就算数，没有才算放弃。',
        },
        {
          en: 'Whoever gives up leaves the line from where it stands: a doubly linked list or a `Set` does that in one step. A flag "gave up" that the server looks at is enough for the values, but the entry must go too, also when nobody ever serves again. Do not end a context of your own without cancelling it: `using _ = cancel`.',
          zh: '放弃者要从所在位置直接离队：双向链表或 `Set` 一步就能做到。让服务者检查“已放弃”标志，可以保住值，但登记也要清掉，哪怕之后再也没有人来服务。自己派生的 context 用完要 cancel：`using _ = cancel`。',
        },
      ],
    },
  ],
});
