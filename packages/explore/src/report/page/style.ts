/** How many colours there are for lanes; more lanes take them in turn. */
const HUES = 6;

/** The style of the page: light and dark, wide and narrow. */
export function styleOf(lanes: number): string {
  const columns = Math.max(1, lanes);
  const own = Array.from(
    { length: columns },
    (_, lane) =>
      `.lane-${lane}{grid-column:${lane + 1};--hue:var(--hue-${lane % HUES})}.from-${lane}{grid-column:${lane + 1}/-1}`,
  );
  return `${BASE}
.row,.heads{grid-template-columns:repeat(${columns},minmax(var(--lane),1fr));min-width:calc(${columns}*var(--lane))}
.row{background-size:calc(100%/${columns}) 100%}
${own.join('\n')}
`;
}

const BASE = `:root{color-scheme:light dark;--lane:12.5rem;
--page:#fbfaf8;--card:#fff;--ink:#1d2126;--soft:#5b6470;--faint:#d9d7d1;--line:#e4e1da;--mark:#fff3c9;
--bad:#b3261e;--bad-soft:#fdeceb;--warn:#9a5b00;--warn-line:#e0a030;--good:#1a6b3c;--focus:#1f5fc4;
--hue-0:#2563c9;--hue-1:#b4490f;--hue-2:#0f7a5f;--hue-3:#8a3fb0;--hue-4:#a3284f;--hue-5:#57651a;
--mono:ui-monospace,"SF Mono","Cascadia Mono","JetBrains Mono",Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;
--sans:system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
@media (prefers-color-scheme:dark){:root{
--page:#15181c;--card:#1d2126;--ink:#e8e6e1;--soft:#a3abb5;--faint:#3a414a;--line:#2b3138;--mark:#4a3d12;
--bad:#ff8a80;--bad-soft:#3a2020;--warn:#f2b95c;--warn-line:#b8822a;--good:#7fd6a0;--focus:#8ab4f8;
--hue-0:#82aef5;--hue-1:#f0a071;--hue-2:#6fcfb1;--hue-3:#cf9ee8;--hue-4:#f296b4;--hue-5:#c3d278}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 var(--sans)}
.page{max-width:84rem;margin:0 auto;padding:2rem 1.5rem 4rem}
h1{font-size:1.55rem;line-height:1.3;margin:.2rem 0 .6rem;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:0 0 .75rem;font-weight:600}
:lang(zh) h2{letter-spacing:0}
p{margin:0}
code,.mono{font-family:var(--mono);font-size:.875em}
.kind{display:inline-block;background:var(--bad-soft);color:var(--bad);font-weight:600;font-size:.85rem;padding:.1rem .6rem;border-radius:1rem}
.facts{color:var(--soft);display:flex;flex-wrap:wrap;gap:.25rem 1.5rem}
.proof{color:var(--good);font-weight:600}.proof.some{color:var(--warn)}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(18rem,25rem);gap:2rem;margin-top:1.75rem;align-items:start}
section,aside{min-width:0}
section{margin-bottom:2rem}
.controls{display:none;align-items:center;gap:.5rem;margin-bottom:.75rem;flex-wrap:wrap}
.live .controls{display:flex}
.controls button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--faint);border-radius:.4rem;min-width:2.5rem;height:2.25rem;cursor:pointer}
.controls button:hover:not(:disabled){border-color:var(--soft)}
.controls button:disabled{opacity:.4;cursor:default}
.controls output{min-width:7rem;text-align:center;font-variant-numeric:tabular-nums}
.keys{color:var(--soft);font-size:.85rem}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.run{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem 1rem 1rem;position:relative}
.heads,.row{display:grid}
.head{color:var(--hue);font-weight:650;padding:.1rem .5rem .4rem 0;overflow-wrap:anywhere}
ol{list-style:none;margin:0;padding:0}
.track{position:relative}
.row{background-image:linear-gradient(90deg,transparent .34rem,var(--line) .34rem,var(--line) calc(.34rem + 1px),transparent calc(.34rem + 1px));background-repeat:repeat-x}
.trail{position:absolute;inset:0;pointer-events:none;overflow:visible}
.trail path{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-linejoin:round}
.trail path.forced{stroke:var(--warn-line);stroke-width:2.5}
.trail path.later{opacity:.25}
.switch{font-size:.8rem;color:var(--soft);padding:.35rem 0 .35rem 1.1rem;position:relative;z-index:1}
.switch span{background:var(--card);padding:0 .4rem}
.omitted{grid-column:1/-1;color:var(--soft);font-size:.8rem;padding:.35rem 0 .35rem 1.1rem}
.switch.forced{color:var(--warn);font-weight:600}
.step{all:unset;box-sizing:border-box;display:block;position:relative;z-index:1;padding:.18rem .5rem .18rem 1.25rem;margin-right:.75rem;border-radius:.35rem;cursor:pointer;overflow-wrap:anywhere}
.step::before{content:"";position:absolute;left:.05rem;top:.55rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--hue);box-shadow:0 0 0 2px var(--card)}
.step:hover{background:color-mix(in srgb,var(--hue) 9%,transparent)}
.step:focus-visible{outline:2px solid var(--focus);outline-offset:0}
.step[aria-current]{background:color-mix(in srgb,var(--hue) 16%,transparent)}
.step[aria-current]::before{box-shadow:0 0 0 2px var(--card),0 0 0 4px var(--hue)}
.step.bad::before{background:var(--bad)}
.later .step,.later .switch{opacity:.35}
.at{color:var(--soft);font-family:var(--mono);font-size:.75rem;margin-left:.15em;white-space:nowrap}
.note{display:block;color:var(--bad);font-size:.85rem;font-weight:600}
.note.mild{color:var(--warn);font-weight:500}
.who{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
aside{position:sticky;top:1rem}
.panel{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem;margin-bottom:1.5rem}
.now{display:none;min-height:3.4em}.live .now{display:block}
.now .where{color:var(--soft);font-family:var(--mono);font-size:.8rem}
.file{font-family:var(--mono);font-size:.8rem;color:var(--soft);margin:.75rem 0 .25rem}
.listing{margin:0;padding:0;list-style:none;font-family:var(--mono);font-size:.8rem;overflow-x:auto}
.listing li{display:flex;gap:.9em;white-space:pre;padding:.1rem .3rem;border-radius:.25rem;width:max-content;min-width:100%}
.listing li.on{background:var(--mark)}
.listing .number{color:var(--soft);min-width:2.5em;text-align:right;user-select:none}
.gap{border-top:1px dashed var(--faint)}
dl{margin:0;display:grid;gap:.6rem}
dt{font-weight:600}dd{margin:0;color:var(--ink);overflow-wrap:anywhere}dd .at{margin:0 1em 0 0}
.broken{border-left:3px solid var(--bad);padding:.1rem 0 .1rem .9rem}
pre{font-family:var(--mono);font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0 0}
.replay{display:block;background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;overflow-x:auto;white-space:pre;user-select:all}
.why{color:var(--bad);margin-top:.75rem}
.calls{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.5rem 1rem}
.calls text{font-family:var(--mono);font-size:13px;fill:var(--ink)}
.calls .name{font-family:var(--sans);font-weight:600;fill:var(--soft)}
.calls .lane{stroke:var(--line)}
.calls .call{fill:color-mix(in srgb,var(--soft) 15%,var(--card));stroke:var(--soft)}
.calls .conflict .call{fill:color-mix(in srgb,var(--warn-line) 25%,var(--card));stroke:var(--warn-line);stroke-width:1.5}
.calls .breaking .call{fill:var(--bad-soft);stroke:var(--bad);stroke-width:1.5}
.calls .open .call{stroke-dasharray:4 3}
.calls .from-here{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:3 3}
.calls .told{fill:var(--bad);font-family:var(--sans);font-weight:600}
footer{color:var(--soft);font-size:.9rem}
@media (max-width:60rem){:root{--lane:10rem}.run{padding:.75rem .6rem 1rem}.columns{grid-template-columns:minmax(0,1fr);gap:1rem}.page{padding:1.25rem 1rem 3rem}
aside{position:static}.steps-panel{position:sticky;bottom:.5rem;z-index:2;box-shadow:0 -2px 12px rgb(0 0 0/.12)}.steps-panel .lines{display:none}}
@media print{.controls{display:none}.run{overflow:visible}}`;
