/** The login form: where the link led is where the login leads, tab and all; and the token can be looked at. */
export {};

const form = document.querySelector('form');
// A redirect without a fragment keeps that of the address which it answers (Fetch standard).
if (form) form.action = 'login' + location.search + location.hash;
const field = document.querySelector<HTMLInputElement>('#token');
const show = document.querySelector<HTMLInputElement>('#show');
show?.addEventListener('change', () => {
  if (field) field.type = show.checked ? 'text' : 'password';
});
