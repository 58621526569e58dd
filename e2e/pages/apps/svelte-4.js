import Shop from './stores.svelte';

new Shop({ target: document.getElementById('root') });
