/** What the page does by itself: it reads nothing but its own elements. */
export const SCRIPT = `'use strict';
(() => {
  const rows = [...document.querySelectorAll('.row')];
  const steps = rows.map((row) => row.querySelector('.step'));
  if (steps.length === 0) return;
  const [back, on] = document.querySelectorAll('.controls button');
  const output = document.querySelector('.controls output');
  const now = document.querySelector('.now');
  const hint = now.innerHTML;
  const lines = [...document.querySelectorAll('.listing li')];
  const idle = output.textContent;
  let current = -1;

  const show = (step) => {
    for (const line of lines) line.classList.toggle('on', !!step && line.dataset.key === step.dataset.key);
    if (!step) { now.innerHTML = hint; return; }
    const what = document.createElement('p');
    const who = document.createElement('b');
    who.textContent = step.dataset.who;
    const text = document.createElement('span');
    text.className = 'mono';
    text.textContent = step.dataset.text;
    what.append(who, ' ', text);
    const where = document.createElement('p');
    where.className = 'where';
    where.textContent = step.dataset.where || output.dataset.nowhere;
    const source = document.createElement('pre');
    source.textContent = step.dataset.source || '';
    now.replaceChildren(what, where, source);
  };

  const go = (to, isFocused) => {
    current = Math.max(-1, Math.min(steps.length - 1, to));
    rows.forEach((row, at) => row.classList.toggle('later', current >= 0 && at > current));
    steps.forEach((step, at) => at === current ? step.setAttribute('aria-current', 'step') : step.removeAttribute('aria-current'));
    output.textContent = current < 0 ? idle : output.dataset.step + ' ' + (current + 1) + ' / ' + steps.length;
    back.disabled = current < 0;
    on.disabled = current === steps.length - 1;
    show(steps[current]);
    draw();
    if (current < 0) return;
    if (isFocused) steps[current].focus({ preventScroll: true });
    steps[current].scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  back.addEventListener('click', () => go(current - 1));
  on.addEventListener('click', () => go(current + 1));
  steps.forEach((step, at) => {
    step.addEventListener('click', () => go(at));
    step.addEventListener('focus', () => { if (at !== current && step.matches(':focus-visible')) go(at); });
    step.addEventListener('pointerenter', () => show(step));
    step.addEventListener('pointerleave', () => show(steps[current]));
  });
  document.addEventListener('keydown', (event) => {
    if (event.target.closest('.calls, .replay, .listing')) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowDown: current + 1, ArrowRight: current + 1, ArrowUp: current - 1, ArrowLeft: current - 1, Home: 0, End: steps.length - 1, Escape: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to, steps.includes(document.activeElement));
  });

  const svg = document.querySelector('.trail');
  const path = (d, name) => {
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', d);
    line.setAttribute('class', name);
    return line;
  };
  function draw() {
    const box = svg.parentElement.getBoundingClientRect();
    const points = steps.map((step) => {
      const { left, top } = step.getBoundingClientRect();
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      return [left - box.left + 0.375 * rem, top - box.top + 0.875 * rem];
    });
    svg.replaceChildren(...points.slice(1).map(([x, y], at) => {
      const [fromX, fromY] = points[at];
      const name = (rows[at + 1].dataset.forced ? 'forced' : '') + (current >= 0 && at + 1 > current ? ' later' : '');
      if (x === fromX) return path('M' + fromX + ' ' + fromY + 'V' + y, name);
      const label = rows[at + 1].querySelector('.switch span').getBoundingClientRect();
      const turn = Math.max(fromY + 10, label.top + label.height / 2 - box.top);
      const side = Math.sign(x - fromX) * 8;
      return path('M' + fromX + ' ' + fromY + 'V' + (turn - 8) + 'Q' + fromX + ' ' + turn + ' ' + (fromX + side) + ' ' + turn +
        'H' + (x - side) + 'Q' + x + ' ' + turn + ' ' + x + ' ' + (turn + 8) + 'V' + y, name);
    }));
  }
  new ResizeObserver(draw).observe(svg.parentElement);
  document.documentElement.classList.add('live');
  go(-1);
})();`;
