// Small plots over time: an SVG each, drawn by hand, since nothing more is needed: one line, its greatest value, the
// times at both ends; the values are in the title of every point, and in words beside.
import {make, makeSvg} from './dom.js';

const kWidth = 320, kHeight = 90, kLeft = 4, kTop = 8, kBottom = 16;
const clock = seconds => new Date(seconds * 1000).toTimeString().slice(0, 5);

// A value with three digits: "0.12", "1,230".
export const short = value => value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

// {title, unit, seconds: […], values: [… or null]}; null is where nothing is known: the line is broken there.
export function plot({title, unit, seconds, values}) {
  const known = values.filter(value => value !== null);
  const most = Math.max(...known, 0), last = known.at(-1);
  const said = known.length ? `now ${short(last)} ${unit}, at most ${short(most)} ${unit}` : 'nothing yet';
  const from = seconds[0], to = seconds.at(-1);
  const x = time => kLeft + (to > from ? (time - from) / (to - from) : 1) * (kWidth - 2 * kLeft);
  const y = value => kTop + (1 - (most > 0 ? value / most : 0)) * (kHeight - kTop - kBottom);
  let path = '', open = false;
  seconds.forEach((time, i) => {
    if (values[i] === null) { open = false; return; }
    path += `${open ? 'L' : 'M'}${x(time).toFixed(1)} ${y(values[i]).toFixed(1)}`;
    open = true;
  });
  const single = known.length === 1 ? makeSvg('circle', {cx: x(seconds[values.indexOf(last)]), cy: y(last), r: 2}) : null;
  const svg = makeSvg('svg', {class: 'plot', viewBox: `0 0 ${kWidth} ${kHeight}`, role: 'img', 'aria-label': `${title}: ${said}`},
    makeSvg('title', null, `${title}: ${said}`),
    makeSvg('path', {class: 'axis', d: `M${kLeft} ${kHeight - kBottom}H${kWidth - kLeft}`}),
    path ? makeSvg('path', {class: 'line', d: path}) : null, single,
    seconds.length ? [makeSvg('text', {x: kLeft, y: kHeight - 3}, clock(from)),
      makeSvg('text', {x: kWidth - kLeft, y: kHeight - 3, 'text-anchor': 'end'}, clock(to))] : null);
  return make('figure', {class: 'plot'}, make('figcaption', null, make('strong', null, title), ` ${said}`), svg);
}
