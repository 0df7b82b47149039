import { Command, Option } from 'commander';
import type { CheckOptions } from './commands/check.ts';
import type { GradeOptions } from './commands/grade.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { MutateOptions } from './commands/mutate.ts';
import { FORMATS } from './format/report.ts';
import { Invocation, type GlobalOptions } from './invocation.ts';

type Action<A extends unknown[]> = (invocation: Invocation, ...rest: A) => number | Promise<number>;

/**
 * The command line. Each command answers with an exit code.
 * @param answer - receives the exit code
 */
export function createProgram(answer: (code: number) => void): Command {
  const program = new Command('kata')
    .description('Hands-on katas with a grader that shows what breaks.')
    .version('0.0.0', '-V, --version')
    .option('--as <handle>', 'whose solutions: solutions/<handle>/; default: config, git user name, "me"')
    .option('--lang <language>', 'en or zh; default: LC_ALL, LC_MESSAGES, LANG')
    .option('--ascii', 'draw with ASCII only')
    .showSuggestionAfterError()
    .showHelpAfterError('Run it with --help for examples.')
    .exitOverride();

  // Each command is loaded when it is called: `kata list` need not wait for the test runner.
  function act<A extends unknown[]>(
    load: () => Promise<Action<A>>,
  ): (...received: unknown[]) => Promise<void> {
    return async (...received) => {
      // commander hands over the arguments, the options and the command itself, which the action does not need
      const given = received.slice(0, -1) as A;
      const [action, invocation] = await Promise.all([
        load(),
        Invocation.open(program.opts<GlobalOptions>()),
      ]);
      answer(await action(invocation, ...given));
    };
  }

  program
    .command('watch', { isDefault: true })
    .description('open a kata and judge it at every save; the first unfinished one without a name')
    .argument('[slug]')
    .option('--polling', 'look at the file again and again, where the disk sends no events')
    .addHelpText('after', examples('kata', 'kata watch ordered-map', 'kata watch set --lang zh'))
    .action(
      act<[string | undefined, { polling?: boolean }]>(
        async () => (await import('./commands/watch.ts')).watch,
      ),
    );

  program
    .command('start')
    .description('create your solution of a kata from its stub')
    .argument('<slug>')
    .addHelpText('after', examples('kata start set', 'kata start set --as ada'))
    .action(act<[string]>(async () => (await import('./commands/start.ts')).start));

  program
    .command('check')
    .description('judge solutions once; without a name, every kata that you have started')
    .argument('[slug...]')
    .option('--solution <file>', 'judge this file instead of your own solution')
    .addOption(new Option('--format <format>', 'what to print on stdout').choices(FORMATS).default('pretty'))
    .option('--all', 'tell every failing test whole, not only the first')
    .option('--fresh', 'judge again, even where nothing has changed since the last report')
    .option('--seed <n>', 'repeat the random choices of an earlier run')
    .option('--thorough [seconds]', 'after a pass, search further schedules for so long; default 30')
    .addHelpText(
      'after',
      `${examples('kata check set', 'kata check set --solution my-set.ts --format json', 'kata check set --seed 42', 'kata check conn-pool --thorough 60')}
Exit codes: 0 pass; 1 fail or limit; 2 the file can't be judged, no answer was reached, or wrong usage; 3 the grader broke.`,
    )
    .action(act<[string[], CheckOptions]>(async () => (await import('./commands/check.ts')).check));

  program
    .command('list')
    .description('every kata, and where you stand')
    .option('--json', 'for programs')
    .addHelpText('after', examples('kata list', 'kata list --json'))
    .action(act<[{ json?: boolean }]>(async () => (await import('./commands/list.ts')).list));

  program
    .command('show')
    .description('the prompt of a kata')
    .argument('[slug]')
    .addHelpText('after', examples('kata show set', 'kata show set --lang zh'))
    .action(act<[string | undefined]>(async () => (await import('./commands/show.ts')).show));

  program
    .command('hint')
    .description('the next hint for the stage that you work on; each call goes one step further')
    .argument('[slug]')
    .addHelpText('after', examples('kata hint', 'kata hint set'))
    .action(act<[string | undefined]>(async () => (await import('./commands/hint.ts')).hint));

  program
    .command('reset')
    .description('put the stub in the place of your solution; asks first and keeps a copy')
    .argument('<slug>')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples('kata reset set', 'kata reset set --yes'))
    .action(act<[string, { yes?: boolean }]>(async () => (await import('./commands/reset.ts')).reset));

  program
    .command('again')
    .description('archive your solution and solve the kata afresh')
    .argument('<slug>')
    .addHelpText('after', examples('kata again set'))
    .action(act<[string]>(async () => (await import('./commands/reset.ts')).again));

  program
    .command('compare')
    .description('your solution beside an accepted one, after you passed')
    .argument('<slug>')
    .addHelpText('after', examples('kata compare set'))
    .action(act<[string]>(async () => (await import('./commands/compare.ts')).compare));

  program
    .command('replay')
    .description('run one failing schedule again, step by step; a verdict names it')
    .argument('<slug>')
    .argument('<schedule>')
    .option('--solution <file>', 'run this file instead of your own solution')
    .option('--html <file>', 'write it as a page to step through')
    .addHelpText(
      'after',
      examples(
        'kata replay circular-queue blocking/3.0/84213/2:1',
        'kata replay conn-pool waiting/1.0/7/- --html story.html',
      ),
    )
    .action(act<[string, string, ReplayOptions]>(async () => (await import('./commands/replay.ts')).replay));

  program
    .command('grade')
    .description("grade a folder of other people's submissions, in a box; goes on where it ended")
    .requiredOption('--entries <dir>', 'the folder of submissions, <handle>/<slug>.ts')
    .requiredOption('--out <dir>', 'where verdicts and reports are written')
    .option('--revision <commit>', 'read the folder from this commit of the repository, not from the disk')
    .option('--jobs <n>', 'how many at a time; default: as many as there are processors')
    .addOption(
      new Option('--sandbox <kind>', 'none runs submissions with your rights: for your own only')
        .choices(['bwrap', 'none'])
        .default('bwrap'),
    )
    .addHelpText(
      'after',
      `${examples('kata grade --entries entries --out graded', 'KATA_SEED_SECRET=… kata grade --entries entries --revision HEAD --out graded')}
The seeds of the runs are drawn from KATA_SEED_SECRET, so that nobody knows them beforehand; default: a new secret each time.
Exit codes: 0 all graded or refused; 2 wrong usage, or the box does not hold; 3 the grader broke on some: run it again.`,
    )
    .action(act<[GradeOptions]>(async () => (await import('./commands/grade.ts')).grade));

  program
    .command('verify')
    .description('for authors: prove that the suites grade; all katas without a name')
    .argument('[slug...]')
    .option('--runs <n>', 'judge each solution with this many seeds', '1')
    .addHelpText('after', examples('kata verify', 'kata verify set --runs 20'))
    .action(act<[string[], { runs?: string }]>(async () => (await import('./commands/verify.ts')).verify));

  program
    .command('mutate')
    .description(
      'for authors: mutation testing of the accepted solutions; what survives is a hole or needs a reason',
    )
    .argument('<slug>')
    .option('--accepted <file>', 'only this accepted solution')
    .option('--only <numbers>', 'only these mutants, by the numbers of an earlier run: 3,17,40-44')
    .option('--seed <n>', 'repeat the random choices of an earlier run')
    .option('--json', 'for programs')
    .addHelpText('after', examples('kata mutate set', 'kata mutate set --accepted compact --only 12'))
    .action(act<[string, MutateOptions]>(async () => (await import('./commands/mutate.ts')).mutate));

  program
    .command('new')
    .description('for authors: a new kata from the template')
    .argument('<slug>')
    .addHelpText('after', examples('kata new bloom-filter'))
    .action(act<[string]>(async () => (await import('./commands/new.ts')).newKata));

  program
    .command('schema')
    .description('the JSON Schema of a verdict')
    .addHelpText('after', examples('kata schema'))
    .action(act<[]>(async () => (await import('./commands/schema.ts')).schema));

  return program;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
