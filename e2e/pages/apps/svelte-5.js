import { mount } from 'svelte';
import Shop from './runes.svelte';

mount(Shop, { target: document.getElementById('root') });
