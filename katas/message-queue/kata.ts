import { defineKata } from '@katas/kata';
import { MISTAKES } from './mistakes.ts';

export default defineKata({
  title: { en: 'A message queue', zh: '消息队列' },
  heading: '实现消息队列 (多消费者, 多生产者) channel 实现',
  level: 4,
  order: 4,
  exports: ['MessageQueue', 'QueueClosedError'],
  structure: [
    { rule: 'imports', allow: ['@katas/goroutine'] },
    {
      rule: 'must-call',
      calls: ['Chan', 'select'],
      why: {
        en: 'The notes ask for a queue made of channels: something in it waits for several things at once.',
        zh: '题目要求用 channel 实现：总有一处要同时等待几件事。',
      },
    },
    {
      rule: 'no-builtins',
      names: [
        'EventTarget',
        'EventEmitter',
        'BroadcastChannel',
        'MessageChannel',
        'ReadableStream',
        'WritableStream',
        'TransformStream',
      ],
      why: {
        en: 'They tell everybody at once or know no back-pressure; to hand a message to one consumer is the kata.',
        zh: '它们要么一下子通知所有人，要么没有背压；把消息恰好交给一个消费者正是本题。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['setTimeout', 'setInterval', 'setImmediate', '.tick', '.newTicker'],
      why: {
        en: 'Nothing is looked at again and again: whoever changes something wakes those who wait for it. For a single point in time there are time.newTimer, time.after and time.afterFunc.',
        zh: '不要反复查看：谁改变了状态，谁就唤醒等待者。需要某个时刻时，用 time.newTimer、time.after、time.afterFunc。',
      },
    },
    {
      rule: 'no-calls',
      calls: ['.shift', '.unshift'],
      why: {
        en: 'An array that is shifted moves all its messages for each one taken. Let messages wait in channels, in a ring or in a linked list.',
        zh: '数组每 shift 一次就要整体搬移。让消息在 channel、环形缓冲或链表里等待。',
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
  ],
  stages: [
    {
      slug: 'drain',
      title: { en: 'Producers, consumers, and a close that drains', zh: '生产者、消费者、排空式关闭' },
      suite: 'hidden/1-drain.test.ts',
      tests: 16,
      hints: [
        {
          en: 'Begin with one topic and one group: a buffered `Chan`, into which `publish` sends, and for each consumer a goroutine (`go`) that receives from it and calls the handler. A `Map` of topics, each with a `Map` of groups, does the rest; topic and group are two keys, not one text with a colon in it.',
          zh: '先做一个主题、一个组：一个带缓冲的 `Chan`，`publish` 往里发；每个消费者一个 goroutine（`go`），从里面收并调用处理函数。其余的就是主题的 `Map`，每个主题里再有组的 `Map`；主题和组是两个键，不要拼成一个带冒号的字符串。',
        },
        {
          en: 'The members of a group must all receive from one and the same channel: then each message goes to one of them. A topic without a group still keeps messages; let it have a nameless group that the first `subscribe` takes over.',
          zh: '同组成员都从同一个 channel 接收，每条消息自然只归其中一个。没有组的主题也要保留消息：给它一个无名的组，由第一次 `subscribe` 接管。',
        },
        {
          en: 'Nobody who hands out messages may await a handler, and no handler may run inside of `publish`, `subscribe` or `ack`. Call it in a goroutine, with `try` around the call itself too: a function that is not `async` throws at once.',
          zh: '分发消息的一方不能 await 处理函数；处理函数也不能在 `publish`、`subscribe`、`ack` 内部运行。放到 goroutine 里调用，并且把调用本身也放进 `try`：非 `async` 函数会当场抛错。',
        },
        {
          en: 'Settled is a state of a delivery, apart from its handler: give each delivery a one-slot channel for its verdict. `ack()` is `verdict.trySend("done")`, and whoever waits for the delivery waits for that channel. With prefetch n, a consumer may be n such goroutines.',
          zh: '“已了结”是一次投递的状态，与处理函数是否返回无关：给每次投递一个单槽 channel 存放判决。`ack()` 就是 `verdict.trySend("done")`，等待这次投递的人就等这个 channel。prefetch 为 n 时，一个消费者可以是 n 个这样的 goroutine。',
        },
        {
          en: 'For `close`: set a flag that `publish` and `subscribe` look at within the call; then wait until, for each group, nothing is in flight and either nothing is queued or nobody is subscribed. Keep two counters per group and look again whenever one of them falls; a channel of capacity 1 with `trySend` is a bell that can be rung by anybody and is never rung too often.',
          zh: '`close`：先设一个标志，`publish` 和 `subscribe` 在调用当场检查；然后等到每个组都没有未了结的投递，并且没有排队的消息或没有订阅者。每组两个计数器，每次减少时再看一遍。容量为 1 的 channel 加 `trySend` 就是一个谁都能按、按多了也无妨的铃。',
        },
      ],
    },
    {
      slug: 'groups',
      title: { en: 'Groups and back-pressure', zh: '消费组与背压' },
      suite: 'hidden/2-groups.test.ts',
      tests: 15,
      hints: [
        {
          en: 'Full is counted per group: queued, not in flight. A message leaves the queue when its handler is about to be called and not before, so look for a free consumer first and take a message second.',
          zh: '“满”按组计算，只算排队的，不算投递中的。消息在处理函数即将被调用时才离开队列，所以要先有空闲的消费者，再取消息。',
        },
        {
          en: 'A message goes to all groups or to none. Find room everywhere first (and give it all back if the wait ends), then put it into all groups without an `await` in between. One publisher at a time for each topic, in the order of the calls: a lock, or a line of requests.',
          zh: '消息要么进入所有组，要么一个都不进。先在各处都拿到位置（等待中断就全部退回），再不带 `await` 地放进所有组。同一主题一次只有一个发布者在这样做，按调用顺序：用一把锁，或一队请求。',
        },
        {
          en: '`select([recv(room), recv(closing), recv(ctx?.done())])` waits for whichever comes first; `undefined` is never ready. Then ask what is *true*, not what woke you: if the place was given to you in the meantime, either use it or hand it on, or the next publisher waits for ever.',
          zh: '`select([recv(room), recv(closing), recv(ctx?.done())])` 等最先到来的那个；`undefined` 永不就绪。醒来后要问现在*事实*如何，而不是问谁唤醒了你：如果位置已经给了你，要么用掉，要么交给下一个，否则下一个发布者会永远等下去。',
        },
        {
          en: 'Whole: `publish` appends `{ message, admitted: new Chan(0) }` to the line of its topic and calls `admit()`, which takes from the line as long as every group has room, copies the message into all groups and closes `admitted`. Each delivery calls `admit()` again. A publisher that is cancelled leaves the line, if it is still in it.',
          zh: '完整做法：`publish` 把 `{ message, admitted: new Chan(0) }` 排进主题的队伍，并调用 `admit()`：只要每个组都有空位，就从队首取一个，复制到各组，关闭它的 `admitted`。每次投递之后再调 `admit()`。被取消的发布者若还在队伍里，就离开队伍。',
        },
      ],
    },
    {
      slug: 'redelivery',
      title: { en: 'Ack, nack, redelivery, dead letters', zh: '确认、拒绝、重投、死信' },
      suite: 'hidden/3-redelivery.test.ts',
      tests: 15,
      hints: [
        {
          en: 'A message in a group is one thing, with a number of attempts; a delivery of it is another, with a verdict of its own. `ack` and `nack` belong to the delivery. The first verdict counts, and a throw and the timeout are verdicts like the others.',
          zh: '组里的消息是一回事，它记着投递次数；对它的一次投递是另一回事，各有各的判决。`ack`、`nack` 属于投递。第一个判决算数；抛错和超时与其他判决一样。',
        },
        {
          en: '`const first = await select([recv(verdict), recv(timer.C)])`, then fill the slot of `verdict`, so that whatever comes later finds no place.',
          zh: '`const first = await select([recv(verdict), recv(timer.C)])`，然后把 `verdict` 的槽填上，后来的判决就无处可放。',
        },
        {
          en: 'A timer of `time.newTimer` costs nothing when nobody waits for its channel; one of `time.afterFunc` has to be stopped when the delivery is settled. A delay can be a goroutine that waits for `time.after(delayMs)` or for the end of the queue, whichever is first.',
          zh: '`time.newTimer` 的定时器在没有人等它的 channel 时没有代价；`time.afterFunc` 的必须在投递了结时停掉。延迟可以是一个 goroutine，等 `time.after(delayMs)` 或队列结束，先到先得。',
        },
        {
          en: 'A failed message must never wait for room: the consumer that would make room is the one it comes back from. Let it come back on a way of its own (a second channel, a list), count it as queued, and let publishers wait while the count is at `capacity` or above it.',
          zh: '失败的消息绝不能等空位：能腾出空位的，正是退回它的那个消费者。给它单独一条路（第二个 channel 或一个列表），计入排队数；排队数达到或超过 `capacity` 时让发布者等待。',
        },
      ],
    },
    {
      slug: 'stop',
      title: { en: 'Stopping one consumer without loss', zh: '停掉一个消费者而不丢消息' },
      suite: 'hidden/4-stop.test.ts',
      tests: 11,
      hints: [
        {
          en: '`select` takes any of the cases that are ready. A goroutine that waits for "stopped" and for a message may get the message although it has been stopped; and between receiving a message and going on, stop() may be called. Set a flag within the call of `stop`, and look at it right before the handler is called.',
          zh: '`select` 会从就绪的分支里任选一个。同时等“停止”和消息的 goroutine，即使已经停止也可能拿到消息；而且在收到消息和继续运行之间，stop() 也可能被调用。在 `stop` 的调用当场设标志，在调用处理函数的前一刻检查它。',
        },
        {
          en: 'What was taken and not handled goes back to the group, with its attempts unchanged, and somebody has to be woken for it. It comes back the same way as a failed message, without the verdict.',
          zh: '已取出而未处理的消息要回到组里，投递次数不变，并唤醒别人来取。它走失败消息的那条路，只是没有判决。',
        },
        {
          en: '`stop()` waits for the deliveries of this consumer (a `WaitGroup` fits), not for its goroutine: the handler itself may be the caller. Do not close the channel that the group shares; close one of the consumer’s own.',
          zh: '`stop()` 等的是这个消费者的投递（`WaitGroup` 正合适），而不是它的 goroutine：调用者可能就是处理函数自己。不要关闭全组共用的 channel，关闭消费者自己的那个。',
        },
        {
          en: 'A consumer that leaves changes what `close` waits for: a group without consumers is not waited for, whatever is queued in it. Ring the same bell. At the end, stop the delays of such groups, and count what they hold.',
          zh: '消费者离开会改变 `close` 等待的条件：没有消费者的组，无论排着什么都不用等。按同一个铃。最后停掉这些组的延迟，数出它们剩下的消息。',
        },
      ],
    },
  ],
  mistakes: MISTAKES,
});
