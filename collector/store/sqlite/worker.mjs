// A worker does not inherit tsx's hooks from the main thread: they are registered here, before the first TypeScript file.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
