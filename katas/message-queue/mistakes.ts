import type { KataDefinition } from '@katas/kata';

type Mistakes = NonNullable<KataDefinition['mistakes']>;

/** Known mistakes, by the slugs that the suites name. */
export const MISTAKES: Mistakes = {
  broadcast: {
    name: { en: 'a broadcast inside of one group', zh: '在同一组内广播' },
    says: {
      en: 'Members of a group share its messages: each message goes to one of them. Only different groups get copies.',
      zh: '同组成员分担消息：每条消息只交给其中一个。只有不同的组才各得一份。',
    },
    hint: { stage: 'drain', number: 2 },
  },
  'dispatcher-waits': {
    name: { en: 'a handler awaited by the dispatcher', zh: '分发者在等待处理函数' },
    says: {
      en: 'Whoever hands out the messages waits for one handler to end, and everybody else waits with it.',
      zh: '分发消息的一方在等某个处理函数结束，于是其他人都跟着等。',
    },
    hint: { stage: 'drain', number: 3 },
  },
  'return-settles': {
    name: { en: 'a return taken for an acknowledgement', zh: '把函数返回当成了确认' },
    says: {
      en: 'A handler that returns has settled nothing, and one that has settled its message may go on working.',
      zh: '处理函数返回并不等于消息已了结；已了结的消息，其处理函数也可能还在运行。',
    },
    hint: { stage: 'drain', number: 4 },
  },
  'lost-wake-up': {
    name: { en: 'a lost wake-up', zh: '丢失的唤醒' },
    says: {
      en: 'Somebody waits for what is already there: whoever was woken for it did not take it, or nobody was woken at all.',
      zh: '有人在等一件已经具备的东西：被唤醒的那个没有取走它，或者根本没有唤醒任何人。',
    },
    hint: { stage: 'groups', number: 3 },
  },
  'half-published': {
    name: { en: 'a message that was published to some of the groups only', zh: '只发布给了一部分组的消息' },
    says: {
      en: 'The groups get a message one after the other, and between two of them something ended the call.',
      zh: '消息逐个送进各组，而在两个组之间，这次调用被打断了。',
    },
    hint: { stage: 'groups', number: 2 },
  },
  'one-too-many': {
    name: { en: 'a dispatcher with a message in its hand', zh: '手里还攥着一条消息的分发者' },
    says: {
      en: 'A message that was taken out of the queue before anybody was free for it makes room that is not there.',
      zh: '还没有人空闲就把消息从队列里取出来，凭空多出了一个位置。',
    },
    hint: { stage: 'groups', number: 1 },
  },
  'cancelled-but-published': {
    name: { en: 'a cancelled publish that happened all the same', zh: '已取消却仍然生效的发布' },
    says: {
      en: 'Two things became true at once, and the publisher and the queue do not agree on which of them counts.',
      zh: '两件事同时成立，而发布者和队列对哪一件算数意见不一。',
    },
    hint: { stage: 'groups', number: 3 },
  },
  'late-ack-counts': {
    name: { en: 'a late ack that counts', zh: '迟到的 ack 仍然生效' },
    says: {
      en: 'The delivery is over, and another one of the same message has begun. A verdict belongs to a delivery, not to a message.',
      zh: '那次投递已经结束，同一条消息的另一次投递已经开始。判决属于投递，不属于消息。',
    },
    hint: { stage: 'redelivery', number: 1 },
  },
  'timer-left': {
    name: { en: 'a timer that nobody stops', zh: '没有人停掉的定时器' },
    says: {
      en: 'A timer for a delivery that is settled, or for a delay that nobody waits for any more, is still armed.',
      zh: '投递已了结，或延迟已无人等待，定时器却还开着。',
    },
    hint: { stage: 'redelivery', number: 3 },
  },
  'retry-waits-for-room': {
    name: { en: 'a redelivery that waits for room', zh: '重投在等空位' },
    says: {
      en: 'A failed message stands in line behind publishers, and the one consumer that could make room is waiting for it.',
      zh: '失败的消息排在发布者后面等位置，而唯一能腾出位置的消费者又在等它。',
    },
    hint: { stage: 'redelivery', number: 4 },
  },
  'stop-loses': {
    name: { en: 'a stop that loses what was prefetched', zh: '停止时丢掉了预取的消息' },
    says: {
      en: 'A message had left the queue and not yet reached the handler when its consumer was stopped, and nobody put it back.',
      zh: '消费者停止时，有消息已离开队列但还没到处理函数手里，而没有人把它放回去。',
    },
    hint: { stage: 'stop', number: 2 },
  },
  'handled-after-stop': {
    name: { en: 'a consumer that works on after stop()', zh: '停止之后仍在接活的消费者' },
    says: {
      en: 'Being stopped was noticed at one place, and a message was on its way behind it.',
      zh: '只在一处检查了是否已停止，而消息此时已经越过了那里。',
    },
    hint: { stage: 'stop', number: 1 },
  },
};
