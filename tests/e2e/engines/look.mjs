// Finding things in a page by what a person reads there. Runs inside the page, in every engine alike.

/**
 * Looks for what is `wanted`: `{ role, name, within }`, where `role` is one of ROLES below, `name` is text or a
 * `{ source }` of a regular expression, and `within` is another such wish. Answers for `ask`:
 *
 * - `count`: how many there are in sight, or by scrolling;
 * - `place`: where the first can be pressed, `{ x, y }`, or `{ why }` not; the press is watched from then on;
 * - `press`: what became of it: `waiting`, `hit`, `missed`, or `gone` with its page;
 * - `select`: takes the first field's content as selected, so that what is typed next replaces it;
 * - `choose`: takes the option `value` of the first list;
 * - `ticked`: whether the first box is ticked;
 * - `pixels`: the width of the first picture as it was decoded, 0 where it was not.
 *
 * One function without anything from outside: it is sent to the page as its text.
 */
export async function look({ wanted, ask, value }) {
  const ROLES = {
    button: 'button, [role=button], [role=option]',
    link: 'a[href]',
    heading: 'h1, h2, h3, h4',
    field: 'input:not([type=file]), textarea, select',
    group: '[role=group], [role=radiogroup], fieldset',
    navigation: 'nav',
    picture: 'img',
    main: 'main',
    text: '*',
  };
  const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
  const byId = (ids) => tidy((ids ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
  const nameOf = (element, role) => {
    // For words on the screen: those of the innermost element that has them all.
    if (role === 'text') return tidy(element.textContent);
    const given = tidy(element.getAttribute('aria-label')) || byId(element.getAttribute('aria-labelledby'));
    if (given) return given;
    if (role === 'field') return tidy([...(element.labels ?? [])].map((label) => label.textContent).join(' '));
    if (role === 'picture') return tidy(element.alt);
    return tidy(element.textContent);
  };
  const fits = (name, asked) =>
    asked === undefined || (asked.source ? new RegExp(asked.source, 'u').test(name) : name.includes(asked));
  const isDrawn = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
  const find = ({ role, name, within }) => {
    const roots = within ? find(within) : [document];
    const all = roots.flatMap((root) => [...root.querySelectorAll(ROLES[role])]);
    const found = all.filter((element) => isDrawn(element) && fits(nameOf(element, role), name));
    return role === 'text' ? found.filter((outer) => !found.some((inner) => inner !== outer && outer.contains(inner))) : found;
  };
  if (ask === 'press') return globalThis.pressOfPerson ?? 'gone';
  const found = find(wanted);
  const [first] = found;
  const soon = () => new Promise((done) => setTimeout(done, 60));
  switch (ask) {
    case 'count':
      return found.length;
    case 'place': {
      if (!first) return { why: 'it is not there' };
      if (first.matches(':disabled')) return { why: 'it is disabled' };
      const middle = () => {
        const { left, top, width, height } = first.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      };
      first.scrollIntoView({ block: 'center', behavior: 'instant' });
      await soon();
      const before = middle();
      await soon();
      const { x, y } = middle();
      if (x !== before.x || y !== before.y) return { why: 'it moves' };
      const top = document.elementFromPoint(x, y);
      const belongs = (other) => first.contains(other) || [...(first.labels ?? [])].some((label) => label.contains(other));
      if (!top || !belongs(top)) return { why: `it is covered by ${top?.outerHTML.slice(0, 120) ?? 'the edge of the window'}` };
      // What moves away between down and up is not pressed: the click goes to what both have in common.
      globalThis.pressOfPerson = 'waiting';
      const settle = ({ target }) => (globalThis.pressOfPerson = belongs(target) ? 'hit' : 'missed');
      addEventListener('click', settle, { capture: true, once: true });
      return { x, y };
    }
    case 'select':
      first.focus();
      first.select();
      return document.activeElement === first;
    case 'choose':
      first.value = value;
      for (const kind of ['input', 'change']) first.dispatchEvent(new Event(kind, { bubbles: true }));
      return first.value === value;
    case 'ticked':
      return first.checked;
    case 'pixels':
      return first?.complete ? first.naturalWidth : 0;
    default:
      throw new Error(`nobody can be asked for ${ask}`);
  }
}
