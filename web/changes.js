// What will change: a plan, as `terraform show -json` or `tofu show -json` prints it, dropped on the page. It goes to
// the program on this machine and nowhere else: a plane's own page takes none.
import {about, ask, failure, make, show} from './dom.js';
import {file} from './review.js';

export async function showChanges() {
  if (!(await about()).review) {
    show(make('h2', null, 'What will change'),
      make('p', {class: 'note'}, 'Plans hold secrets, and this page is the plane\u2019s: run rolecall review or rolecall web where the plan is.'));
    return;
  }
  const result = make('div', {id: 'review', 'aria-live': 'polite'});
  const read = async chosen => {
    if (!chosen) return;
    result.replaceChildren(make('p', null, `Reading ${chosen.name}…`));
    try {
      const answer = await ask(`api/review?name=${encodeURIComponent(chosen.name)}`, {method: 'POST', body: await chosen.text()});
      result.replaceChildren(...answer.files.map(file).flat(3).filter(Boolean));
    } catch (error) {
      result.replaceChildren(failure(error));
    }
  };
  const drop = make('div', {class: 'drop',
    ondragover: e => { e.preventDefault(); drop.classList.add('over'); },
    ondragleave: () => drop.classList.remove('over'),
    ondrop: e => { e.preventDefault(); drop.classList.remove('over'); read(e.dataTransfer.files[0]); }},
  make('label', null, 'Drop a plan here, or choose it: the output of terraform show -json PLAN',
    make('input', {type: 'file', accept: '.json,application/json', onchange: e => read(e.target.files[0])})),
  make('p', {class: 'quiet'}, 'Nothing leaves this machine.'));
  show(make('h2', null, 'What will change'), drop, result);
}
